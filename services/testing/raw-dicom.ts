/** An element of a data set: group and number as one number, type of the value, and the value. */
export type RawElement = readonly [tag: number, vr: string, value: Uint8Array | string];

/** Transfer syntaxes by name. */
export const syntaxes = {
  explicitLittleEndian: "1.2.840.10008.1.2.1",
  implicitLittleEndian: "1.2.840.10008.1.2",
  explicitBigEndian: "1.2.840.10008.1.2.2",
  deflated: "1.2.840.10008.1.2.1.99",
  jpeg: "1.2.840.10008.1.2.4.50",
} as const;

/** Builds a file with only a transfer syntax and the given data set. @see DICOM PS3.10 section 7.1 */
export function part10(transferSyntax: string, ...dataSet: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const syntax = rawElement([0x00020010, "UI", transferSyntax]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(syntax.byteLength);
  const meta = Buffer.concat([rawElement([0x00020000, "UL", length]), syntax]);
  return new Uint8Array(Buffer.concat([Buffer.alloc(128), Buffer.from("DICM", "latin1"), meta, ...dataSet]));
}

/** Encodes an element. A text is Latin-1, and padded to an even length. @see DICOM PS3.5 section 7.1.2 */
export function rawElement(
  [tag, vr, value]: RawElement,
  encoding: keyof typeof syntaxes = "explicitLittleEndian",
): Buffer {
  const bytes = Buffer.from(value as string, "latin1");
  const padding = Buffer.alloc(bytes.byteLength % 2, vr === "UI" ? 0 : 0x20);
  const content = Buffer.concat([bytes, padding]);
  const isLong = /^(OB|OW|SQ|UN|UT)$/.test(vr);
  const [isExplicit, isBig] = [encoding !== "implicitLittleEndian", encoding === "explicitBigEndian"];
  const head = Buffer.alloc(isExplicit && isLong ? 12 : 8);
  const write16 = (number: number, at: number) =>
    isBig ? head.writeUInt16BE(number, at) : head.writeUInt16LE(number, at);
  const write32 = (number: number, at: number) =>
    isBig ? head.writeUInt32BE(number, at) : head.writeUInt32LE(number, at);
  write16(Math.floor(tag / 0x10000), 0);
  write16(tag % 0x10000, 2);
  if (isExplicit) head.write(vr, 4, "latin1");
  if (isExplicit && !isLong) write16(content.byteLength, 6);
  else write32(content.byteLength, isExplicit ? 8 : 4);
  return Buffer.concat([head, content]);
}

/** Encodes the head of an element or an item of undefined length. */
export function openElement(tag: number, vr = ""): Buffer {
  const head = vr === "" ? rawElement([tag, "", ""], "implicitLittleEndian") : rawElement([tag, vr, ""]);
  head.writeUInt32LE(0xffffffff, head.byteLength - 4);
  return head;
}

/** Encodes an item, or the end of a sequence. */
export const rawItem = (tag: number, value: Uint8Array | string = ""): Buffer =>
  rawElement([tag, "", value], "implicitLittleEndian");
