// Contents of files. For src/web/files.rs.

/**
 * A file's content in base64. A `Blob` that cannot be read any more rejects.
 *
 * @param {Blob} blob
 */
export async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  if ('toBase64' in bytes) return /** @type {any} */ (bytes).toBase64();
  const slices = [];
  // A multiple of three, so that the pieces fit together; few enough for one call.
  for (let start = 0; start < bytes.length; start += 0x6000) {
    slices.push(btoa(String.fromCharCode(...bytes.subarray(start, start + 0x6000))));
  }
  return slices.join('');
}
