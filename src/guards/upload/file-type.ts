import type { Content } from "./upload-sink.ts";

/** A type of file that an API can accept. */
export interface FileType {
  /** Short name for people: `PDF`. */
  readonly name: string;
  /** Media types that a client can declare. The file is served with the first. */
  readonly mediaTypes: readonly [string, ...string[]];
  /** Extensions in lower case, without the dot. An empty string allows a name without an extension. */
  readonly extensions: readonly string[];
  /** Whether such a file is a ZIP archive, so that it can end with a central directory. @default false */
  readonly isArchive?: boolean | undefined;
  /** Whether such a file is also plain text, as CSV is, so that matching both is not a polyglot. @default false */
  readonly isText?: boolean | undefined;
  /** Checks the first bytes (4096, or all of a shorter file), so that a wrong file is rejected before it is stored. */
  startsLike(head: Uint8Array): boolean;
  /** Checks the whole content. */
  matches(content: Content): Promise<boolean>;
  /** Returns the encoding of matching text. @default no encoding */
  charsetOf?(content: Content): Promise<string | undefined>;
}
