import type { Content } from "errata/guards/upload";

/** The elements of a DICOM Part 10 file that were asked for. */
export type DicomElements = ReadonlyMap<number, Uint8Array>;

/** Elements that are walked over. Enhanced images with thousands of frames have about a hundred thousand. */
const maxElements = 250_000;
/** Nesting of sequences. Real files have less than ten levels. */
const maxDepth = 64;
/** Length of a value that is kept, in bytes. The texts that the service reads have at most 64 characters. */
const maxValueBytes = 4_096;
/** Bytes that are read at a time. Longer values are skipped, so a file of any size takes little memory. */
const windowBytes = 32 * 1024;

const transferSyntax = 0x00020010;
const implicitLittleEndian = "1.2.840.10008.1.2";
const explicitBigEndian = "1.2.840.10008.1.2.2";
/** Transfer syntaxes whose data set is compressed. It would have to be inflated to be read. */
const deflated = new Set(["1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.4.95", "1.2.840.10008.1.2.4.205"]);
const pixelData = new Set([0x7fe00008, 0x7fe00009, 0x7fe00010]);
const [item, itemEnd, sequenceEnd] = [0xfffee000, 0xfffee00d, 0xfffee0dd];
const undefinedLength = 0xffffffff;
const longForms = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);

const endsInHeader = "ends in the middle of its header";
const endsInPixels = "ends in the middle of its pixel data";

/**
 * Reads elements of a DICOM Part 10 file, and checks that it is complete up to the end of its pixel data. Values between
 * them are skipped, whatever their length.
 *
 * @param wanted tags of the elements: group times 65,536 plus number
 * @returns the elements at the top level, or the problem as the predicate of "The file …"
 * @see DICOM PS3.5 section 7, PS3.10 section 7
 */
export async function readDicomElements(
  content: Content,
  wanted: ReadonlySet<number>,
): Promise<DicomElements | string> {
  try {
    const reader = elementReader(content);
    const prefix = await content.read(128, 4);
    if (Buffer.from(prefix).toString("latin1") !== "DICM") return "is not a DICOM Part 10 file";
    const meta = await readPart(reader, 132, explicit, new Set([transferSyntax]), 0x00030000);
    const syntaxBytes = meta.values.get(transferSyntax);
    if (syntaxBytes === undefined) return "has no Transfer Syntax UID (0002,0010)";
    const syntax = Buffer.from(syntaxBytes).toString("latin1").replaceAll(/[\0 ]/g, "");
    if (deflated.has(syntax)) return "is deflated, which is not supported";
    const encoding = { isExplicit: syntax !== implicitLittleEndian, isLittleEndian: syntax !== explicitBigEndian };
    return (await readPart(reader, meta.at, encoding, wanted, Number.POSITIVE_INFINITY)).values;
  } catch (error) {
    if (error instanceof DicomProblem) return error.message;
    throw error;
  }
}

/** A problem with the file, as the predicate of "The file …". */
class DicomProblem extends Error {}

interface Encoding {
  /** Whether each element names the type of its value. */
  readonly isExplicit: boolean;
  readonly isLittleEndian: boolean;
}

const explicit: Encoding = { isExplicit: true, isLittleEndian: true };
/** Elements in a sequence of unknown type. @see DICOM PS3.5 section 6.2.2 */
const implicit: Encoding = { isExplicit: false, isLittleEndian: true };

interface Element {
  readonly tag: number;
  /** Type of the value; empty if the element does not name it. */
  readonly vr: string;
  readonly valueAt: number;
  readonly length: number;
}

/** Reads elements up to the pixel data, the end of the file or the tag `before`. */
async function readPart(
  reader: ElementReader,
  start: number,
  encoding: Encoding,
  wanted: ReadonlySet<number>,
  before: number,
): Promise<{ readonly values: Map<number, Uint8Array>; readonly at: number }> {
  const values = new Map<number, Uint8Array>();
  let at = start;
  while (at < reader.bytes) {
    const element = await reader.element(at, encoding);
    // Some archives fill the end of a file with zeros.
    if (element.tag === 0 || element.tag >= before) break;
    if (pixelData.has(element.tag)) {
      await checkPixels(reader, element, encoding);
      break;
    }
    at = element.length === undefinedLength ? await endOfSequence(reader, element, encoding) : endOf(reader, element);
    const { tag, valueAt, length } = element;
    if (!wanted.has(tag) || length > maxValueBytes) continue;
    // Readers disagree about which of them counts.
    if (values.has(tag)) throw new DicomProblem(`has the element ${nameOf(tag)} more than once`);
    values.set(tag, await reader.value(valueAt, length));
  }
  return { values, at };
}

function nameOf(tag: number): string {
  const digits = tag.toString(16).toUpperCase().padStart(8, "0");
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
}

function endOf({ bytes }: ElementReader, { valueAt, length }: Element, problem = endsInHeader): number {
  if (valueAt + length > bytes) throw new DicomProblem(problem);
  return valueAt + length;
}

/** Finds the end of an element of undefined length, which can contain others. */
async function endOfSequence(reader: ElementReader, sequence: Element, encoding: Encoding): Promise<number> {
  const inside = ({ vr }: Element, outside: Encoding): Encoding => (vr === "UN" ? implicit : outside);
  const encodings = [inside(sequence, encoding)];
  let at = sequence.valueAt;
  for (let current = encodings.at(-1); current !== undefined; current = encodings.at(-1)) {
    const element = await reader.element(at, current);
    at = element.valueAt;
    if (element.tag === itemEnd || element.tag === sequenceEnd) encodings.pop();
    else if (element.length !== undefinedLength) at = endOf(reader, element);
    else if (encodings.push(inside(element, current)) > maxDepth)
      throw new DicomProblem(`nests its sequences more than ${maxDepth} deep`);
  }
  return at;
}

/** Encapsulated pixel data has undefined length and consists of items. @see DICOM PS3.5 section A.4 */
async function checkPixels(reader: ElementReader, pixels: Element, encoding: Encoding): Promise<void> {
  if (pixels.length !== undefinedLength) {
    endOf(reader, pixels, endsInPixels);
    return;
  }
  let at = pixels.valueAt;
  for (;;) {
    const fragment = await reader.element(at, encoding, endsInPixels);
    if (fragment.tag === sequenceEnd) return;
    if (fragment.tag !== item || fragment.length === undefinedLength) throw new DicomProblem("has damaged pixel data");
    at = endOf(reader, fragment, endsInPixels);
  }
}

interface ElementReader {
  readonly bytes: number;
  /** Reads the head of an element. @param problem the problem if the file ends before */
  element(at: number, encoding: Encoding, problem?: string): Promise<Element>;
  value(at: number, length: number): Promise<Uint8Array>;
}

function elementReader(content: Content): ElementReader {
  let [window, windowAt, count] = [new Uint8Array(0), 0, 0];

  function inWindow(at: number, encoding: Encoding): Element | undefined {
    const offset = at - windowAt;
    return offset < 0 || offset > window.byteLength ? undefined : parseElement(window.subarray(offset), at, encoding);
  }

  return {
    bytes: content.bytes,
    async element(at, encoding, problem = endsInHeader) {
      count += 1;
      if (count > maxElements) throw new DicomProblem("has too many elements");
      const element = inWindow(at, encoding);
      if (element !== undefined) return element;
      [window, windowAt] = [new Uint8Array(await content.read(at, windowBytes)), at];
      const loaded = inWindow(at, encoding);
      if (loaded === undefined) throw new DicomProblem(problem);
      return loaded;
    },
    value: async (at, length) => new Uint8Array(await content.read(at, length)),
  };
}

/** Parses the head of an element. @returns undefined if the bytes end before it does */
function parseElement(bytes: Uint8Array, at: number, { isExplicit, isLittleEndian }: Encoding): Element | undefined {
  if (bytes.byteLength < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 12));
  const group = view.getUint16(0, isLittleEndian);
  const tag = group * 0x10000 + view.getUint16(2, isLittleEndian);
  const vr = String.fromCharCode(view.getUint8(4), view.getUint8(5));
  // Items name no type, and some devices omit it elsewhere too.
  if (!isExplicit || group === 0xfffe || !/^[A-Z]{2}$/.test(vr))
    return { tag, vr: "", valueAt: at + 8, length: view.getUint32(4, isLittleEndian) };
  if (!longForms.has(vr)) return { tag, vr, valueAt: at + 8, length: view.getUint16(6, isLittleEndian) };
  if (view.byteLength < 12) return undefined;
  return { tag, vr, valueAt: at + 12, length: view.getUint32(8, isLittleEndian) };
}
