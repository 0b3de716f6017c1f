/** The bytes of a body that are read to find its code; documented errors are shorter. */
const maxTextBytes = 65_536;

/** Decompresses the start of a body. */
type Decompress = (bytes: Uint8Array, options: object) => Uint8Array;

interface Zlib {
  readonly constants: Readonly<Record<string, number>>;
  readonly brotliDecompressSync: Decompress;
  /** Missing in older versions of Node, which do not compress with it either. */
  readonly zstdDecompressSync?: Decompress;
}

/**
 * Reads the first bytes of a body as text, decompressed.
 *
 * @returns undefined for a coding that the runtime cannot decode
 */
export async function readText({ body, headers }: Response): Promise<string | undefined> {
  if (body === null) return "";
  const coding = (headers.get("content-encoding") ?? "").trim().toLowerCase();
  if (coding === "gzip" || coding === "deflate")
    return textOf(await readBytes(body.pipeThrough(new DecompressionStream(coding) as never)));
  const bytes = await readBytes(body);
  if (coding === "" || coding === "identity") return textOf(bytes);
  const plain = decompress(coding, bytes);
  return plain && textOf(plain);
}

/** Decodes the codings that the streams of most runtimes do not have. */
function decompress(coding: string, bytes: Uint8Array): Uint8Array | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => Zlib | undefined } };
  const zlib = process?.getBuiltinModule?.("node:zlib");
  const maxOutputLength = maxTextBytes;
  if (coding === "br") return zlib?.brotliDecompressSync(bytes, { maxOutputLength });
  return coding === "zstd" ? zlib?.zstdDecompressSync?.(bytes, { maxOutputLength }) : undefined;
}

function textOf(bytes: Uint8Array): string {
  // The end can be within a character.
  return new TextDecoder().decode(bytes, { stream: true });
}

async function readBytes(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < maxTextBytes) {
    const { done, value } = await reader.read();
    if (done) return joined(chunks, length);
    chunks.push(value);
    length += value.byteLength;
  }
  // Not awaited, because the other half of the body is still to be read.
  reader.cancel().catch(() => undefined);
  return joined(chunks, length);
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let position = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, position);
    position += chunk.byteLength;
  }
  return bytes;
}
