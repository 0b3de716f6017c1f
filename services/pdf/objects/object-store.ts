/** Keeps the bytes of documents. An object is either whole or not there. Whatever fails throws S3_ERROR. */
export interface ObjectStore {
  /** Writes an object. @param signal ends the work when nobody waits for it; its reason is thrown then */
  put(key: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** Reads an object whole. One that is not there is a fault: only what was stored is asked for. */
  get(key: string, signal?: AbortSignal): Promise<Uint8Array>;
  /** Removes an object; one that is not there is no fault. */
  remove(key: string): Promise<void>;
}

/** Writes the key of a document's object. */
export function objectKey(workspaceId: string, documentId: string): string {
  return `${workspaceId}/${documentId}.pdf`;
}
