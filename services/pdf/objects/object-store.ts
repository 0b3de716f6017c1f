/** Stores the bytes of documents. An object is either stored completely or not at all. */
export interface ObjectStore {
  /** Writes an object. @param signal cancels the request; its reason is thrown */
  put(key: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** Reads an object. A missing object is an error, because only stored objects are read. */
  get(key: string, signal?: AbortSignal): Promise<Uint8Array>;
  /** Removes an object. Does nothing if it does not exist. */
  remove(key: string): Promise<void>;
}

/** Returns the key of a document's object. */
export function objectKey(workspaceId: string, documentId: string): string {
  return `${workspaceId}/${documentId}.pdf`;
}
