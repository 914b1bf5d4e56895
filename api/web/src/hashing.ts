// What a file is, before any of it is sent: by this a recording that is here already is known at once.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

const PIECE_BYTES = 4 << 20;
/** Up to here the browser's own hashing is used, which is faster but wants the whole file in memory. */
const AT_ONCE_BYTES = 128 << 20;

/** Returns a file's sha256 as hexadecimal digits; `onProgress` hears the share read, 0 to 1. Throws where it cannot be read. */
export async function hashOf(file: File, onProgress: (share: number) => void): Promise<string> {
  // Only pages from this machine or by https have it.
  const own = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (own && file.size <= AT_ONCE_BYTES) {
    return bytesToHex(new Uint8Array(await own.digest("SHA-256", await file.arrayBuffer())));
  }
  const hash = sha256.create();
  for (let start = 0; start < file.size; start += PIECE_BYTES) {
    hash.update(new Uint8Array(await file.slice(start, start + PIECE_BYTES).arrayBuffer()));
    onProgress(Math.min(1, (start + PIECE_BYTES) / file.size));
  }
  return bytesToHex(hash.digest());
}

/** Returns a short name for some words. */
export function nameOf(words: string[]): string {
  return bytesToHex(sha256(new TextEncoder().encode(JSON.stringify(words))));
}
