// What the server sends packed (figures/_encode.py): JSON, deflated.

export function unpacked(data) {
  const inflated = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(inflated).json();
}
