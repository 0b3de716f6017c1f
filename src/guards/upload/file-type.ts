import type { Content } from "./upload-sink.ts";

/** One type of file that an API may accept. */
export interface FileType {
  /** Short name for people: `PDF`. */
  readonly name: string;
  /** Media types that a client may declare; the first is the one that the file is served with. */
  readonly mediaTypes: readonly [string, ...string[]];
  /** Extensions in lower case, without the dot; an empty one means that none is needed. */
  readonly extensions: readonly string[];
  /** Says whether such a file may end with the directory of an archive, because it is one. @default false */
  readonly isArchive?: boolean;
  /** Says whether such a file is plain text too, as CSV is, so that being both is no disguise. @default false */
  readonly isText?: boolean;
  /** Judges the first bytes (4096, or all of a shorter file), so that a wrong file is refused before it is stored. */
  startsLike(head: Uint8Array): boolean;
  /** Judges the whole content. */
  matches(content: Content): Promise<boolean>;
  /** Gives the encoding of a content that matches, where the type is text. */
  charsetOf?(content: Content): Promise<string | undefined>;
}
