import {mp4} from "./mp4.js";
import {Sheet} from "./sheet.js";
import {webm} from "./webm.js";

const FPS = 30;
const WIDEST = 1200; // pixels, about
const LONGEST = 20; // seconds of a film; what would last longer is played faster
const HOLD = 1; // second at its end
const H264 = ["avc1.640033", "avc1.4d0033", "avc1.420033"]; // for an MP4, which goes everywhere
const VP = ["vp09.00.40.08", "vp8"]; // for a WebM
const QUEUE = 4; // frames that may wait for the encoder

/** The player's picture, as it stands, as a PNG. */
export async function still(player, title, told = noone) {
  const {position} = player.clock;
  const sheet = await new Sheet(player, title).ready();
  const canvas = sheet.draw(position);
  player.endScrub(position);
  told(1);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/** @param {number} share */
function noone(share) {
  void share;
}

/** Whether this browser can make films. */
export function canRecord() {
  return "VideoEncoder" in globalThis || "MediaRecorder" in globalThis;
}

/** What films this browser makes: "MP4" where it has an encoder for it, else "WebM"; null for none. */
export async function filmKind() {
  if (!canRecord()) return null;
  return await supported({width: WIDEST, height: WIDEST}, H264) ? "MP4" : "WebM";
}

/** The film from its start to its end, as an MP4 or a WebM; `told` how much is done. */
export async function filmOf(player, title, told = noone) {
  const {clock} = player;
  const {position, playing} = clock;
  clock.pause();
  const sheet = await new Sheet(player, title, Math.min(WIDEST / player.root.clientWidth, 2)).ready();
  const seconds = Math.min(clock.steps / (clock.rate * clock.speed), LONGEST);
  const count = Math.max(Math.round(seconds * FPS), 1);
  const frames = count + HOLD * FPS;
  const at = (i) => Math.min((i / count) * clock.steps, clock.steps);
  try {
    const codec = await supported(sheet.canvas, [...H264, ...VP]);
    return await (codec ? encoded : recorded)(sheet, frames, at, told, codec);
  } finally {
    player.endScrub(position);
    if (playing) player.playPause();
  }
}

async function supported(size, codecs) {
  if (!("VideoEncoder" in globalThis)) return null;
  for (const codec of codecs) if ((await VideoEncoder.isConfigSupported(coding(codec, size))).supported) return codec;
  return null;
}

/** @returns {VideoEncoderConfig} */
function coding(codec, {width, height}) {
  const own = codec.startsWith("avc1") ? {avc: {format: /** @type {const} */ ("avc")}} : {};
  return {codec, width, height, bitrate: bitrate(width, height), framerate: FPS, latencyMode: "realtime", ...own};
}

function bitrate(width, height) {
  return Math.round(4 * width * height);
}

async function encoded(sheet, frames, at, told, codec) {
  const {width, height} = sheet.canvas;
  const chunks = [];
  /** @type {Uint8Array | null} */ let description = null; // of H.264, with its first frame
  /** @type {Error | null} */ let fault = null;
  const encoder = new VideoEncoder({
    output: (chunk, facts) => {
      description ??= copied(facts?.decoderConfig?.description);
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      chunks.push({data, key: chunk.type === "key", time: Math.round(chunk.timestamp / 1000)});
    },
    error: (error) => (fault = error),
  });
  encoder.configure(coding(codec, {width, height}));
  for (let i = 0; i < frames && !fault; i++) {
    const frame = new VideoFrame(sheet.draw(at(i)), {timestamp: Math.round((i * 1e6) / FPS)});
    encoder.encode(frame, {keyFrame: i % FPS === 0});
    frame.close();
    told(i / frames);
    do await new Promise((done) => setTimeout(done)); while (encoder.encodeQueueSize > QUEUE && !fault);
  }
  if (fault) throw fault;
  await encoder.flush();
  encoder.close();
  if (description) return mp4(chunks, {width, height, fps: FPS, description});
  return webm(chunks, {codec, width, height, duration: (frames * 1000) / FPS});
}

/** The bytes of a buffer or of a view of one; null for none. */
function copied(source) {
  if (!source) return null;
  return ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice() : new Uint8Array(source);
}

/** Played once and recorded as it plays, where a browser has no encoder to hand frames to. */
async function recorded(sheet, frames, at, told) {
  sheet.draw(0);
  const stream = sheet.canvas.captureStream(FPS);
  const recorder = new MediaRecorder(stream);
  const parts = [];
  recorder.ondataavailable = ({data}) => parts.push(data);
  const ended = new Promise((done) => (recorder.onstop = done));
  recorder.start();
  const begin = performance.now();
  for (let i = 0; i < frames; i = Math.floor(((performance.now() - begin) / 1000) * FPS)) {
    sheet.draw(at(i));
    told(i / frames);
    await new Promise((done) => requestAnimationFrame(done));
  }
  recorder.stop();
  await ended;
  return new Blob(parts, {type: recorder.mimeType});
}
