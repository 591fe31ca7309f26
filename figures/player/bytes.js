/** Words as the bytes of a file. */
export function letters(words) {
  return new TextEncoder().encode(words);
}

/** Parts of a file, one after another. */
export function bytesOf(parts) {
  const out = new Uint8Array(parts.reduce((sum, {length}) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
