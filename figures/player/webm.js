// A film's frames as a WebM file: one video track, clusters of a second, as https://www.matroska.org/technical has them.

import {bytesOf, letters} from "./bytes.js";

const UNKNOWN = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
const NAMES_OF_CODECS = {vp09: "V_VP9", vp8: "V_VP8"};

/** The bytes of a file: `chunks` are {data, key, time} with times in ms, `duration` is in ms. */
export function webm(chunks, {codec, width, height, duration}) {
  const info = ebml(0x1549a966, [
    ebml(0x2ad7b1, uint(1000000)), ebml(0x4489, float(duration)), ebml(0x4d80, letters("Downhill")),
    ebml(0x5741, letters("Downhill")),
  ]);
  const video = ebml(0xe0, [ebml(0xb0, uint(width)), ebml(0xba, uint(height))]);
  const track = ebml(0xae, [
    ebml(0xd7, uint(1)), ebml(0x73c5, uint(1)), ebml(0x83, uint(1)), ebml(0x86, letters(NAMES_OF_CODECS[codec.split(".")[0]])), video,
  ]);
  const head = ebml(0x1a45dfa3, [
    ebml(0x4286, uint(1)), ebml(0x42f7, uint(1)), ebml(0x42f2, uint(4)), ebml(0x42f3, uint(8)), ebml(0x4282, letters("webm")),
    ebml(0x4287, uint(4)), ebml(0x4285, uint(2)),
  ]);
  const tracks = ebml(0x1654ae6b, [track]);
  return new Blob([head, nameOf(0x18538067), Uint8Array.from(UNKNOWN), info, tracks, ...clusters(chunks)], {type: "video/webm"});
}

/** A cluster begins with a key frame. */
function clusters(chunks) {
  const groups = [];
  for (const chunk of chunks) {
    if (chunk.key || !groups.length) groups.push([]);
    groups.at(-1).push(chunk);
  }
  return groups.map((group) => {
    const [{time: start}] = group;
    const blocks = group.map(({data, key, time}) => {
      const offset = time - start;
      return ebml(0xa3, [Uint8Array.of(0x81, (offset >> 8) & 255, offset & 255, key ? 0x80 : 0), data]);
    });
    return ebml(0x1f43b675, [ebml(0xe7, uint(start)), ...blocks]);
  });
}

function ebml(name, content) {
  const body = bytesOf([content].flat());
  return bytesOf([nameOf(name), lengthOf(body.length), body]);
}

function nameOf(name) {
  return uint(name);
}

/** A length in eight bytes. */
function lengthOf(length) {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x01000000 + Math.floor(length / 2 ** 32));
  view.setUint32(4, length % 2 ** 32);
  return bytes;
}

function uint(value) {
  const bytes = [];
  for (let rest = value; rest > 0 || !bytes.length; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.from(bytes);
}

function float(value) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}
