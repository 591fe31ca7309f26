// A film's frames as an MP4 file: one H.264 track of evenly spaced frames, as ISO/IEC 14496-12 and 14496-15 have it.

import {bytesOf, letters} from "./bytes.js";

const UNITY = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000]; // the matrix that turns and stretches nothing

/** The bytes of a file: `chunks` are {data, key} in order; `description` is the encoder's avcC, `fps` the frames a second. */
export function mp4(chunks, {width, height, fps, description}) {
  const kind = box("ftyp", letters("isom"), u32(0x200), letters("isomiso2avc1mp41"));
  const facts = {width, height, fps, description, chunks};
  const offset = kind.length + index(facts, 0).length + 8; // where the frames begin; the index is as long wherever they do
  const frames = new Blob([u32(8 + sum(chunks)), letters("mdat"), ...chunks.map(({data}) => data)]);
  return new Blob([kind, index(facts, offset), frames], {type: "video/mp4"});
}

function index({width, height, fps, description, chunks}, offset) {
  const count = chunks.length;
  const keys = chunks.flatMap(({key}, i) => (key ? [i + 1] : []));
  const zeros = (length) => new Uint8Array(length);
  const sized = [u16(width), u16(height)];
  const entry = box("avc1",
    zeros(6), u16(1), zeros(16), ...sized, u32(0x480000), u32(0x480000), zeros(4), u16(1), zeros(32), u16(24), u16(0xffff),
    box("avcC", description));
  const table = box("stbl",
    full("stsd", 0, u32(1), entry), full("stts", 0, u32(1), u32(count), u32(1)), full("stss", 0, u32(keys.length), ...keys.map(u32)),
    full("stsc", 0, u32(1), u32(1), u32(count), u32(1)),
    full("stsz", 0, u32(0), u32(count), ...chunks.map(({data}) => u32(data.length))), full("stco", 0, u32(1), u32(offset)));
  const source = box("dinf", full("dref", 0, u32(1), full("url ", 1)));
  const media = box("mdia",
    full("mdhd", 0, u32(0), u32(0), u32(fps), u32(count), u16(0x55c4), u16(0)),
    full("hdlr", 0, u32(0), letters("vide"), zeros(12), letters("Downhill"), zeros(1)),
    box("minf", full("vmhd", 1, zeros(8)), source, table));
  const track = box("trak",
    full("tkhd", 3, u32(0), u32(0), u32(1), u32(0), u32(count), zeros(8), zeros(8), ...UNITY.map(u32),
      u32(width * 0x10000), u32(height * 0x10000)),
    media);
  const head = full("mvhd", 0,
    u32(0), u32(0), u32(fps), u32(count), u32(0x10000), u16(0x100), zeros(10), ...UNITY.map(u32), zeros(24), u32(2));
  return box("moov", head, track);
}

function sum(chunks) {
  return chunks.reduce((total, {data}) => total + data.length, 0);
}

function box(name, ...parts) {
  const content = bytesOf(parts);
  return bytesOf([u32(content.length + 8), letters(name), content]);
}

function full(name, flags, ...parts) {
  return box(name, u32(flags), ...parts);
}

function u16(value) {
  return Uint8Array.of(value >> 8, value & 255);
}

function u32(value) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
