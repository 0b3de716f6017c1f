/** A box of an ISO base media file. @see ISO/IEC 14496-12, section 4.2 */
export interface Box {
  readonly type: string;
  /** Start and end of its content. */
  readonly start: number;
  readonly end: number;
}

/** Reads the fields of a box one after the other. Throws RangeError at the end of the file. */
export class BoxFields {
  readonly #file: DataView;
  /** Position of the next field. */
  at: number;

  constructor(file: DataView, at: number) {
    this.#file = file;
    this.at = at;
  }

  /** Reads a number of 0, 1, 2, 4 or 8 bytes; one of 0 bytes is 0. */
  next(bytes: number): number {
    this.at += bytes;
    if (bytes === 8) return Number(this.#file.getBigUint64(this.at - 8));
    if (bytes === 4) return this.#file.getUint32(this.at - 4);
    if (bytes === 2) return this.#file.getUint16(this.at - 2);
    return bytes === 1 ? this.#file.getUint8(this.at - 1) : 0;
  }

  /** Reads numbers of the same length. */
  many(count: number, bytes: number): number[] {
    return Array.from({ length: count }, () => this.next(bytes));
  }

  /** Reads the name of a type. */
  type(): string {
    return String.fromCharCode(...this.many(4, 1));
  }
}

/** Boxes beside each other. An image of a thousand tiles has a few thousand; each takes a hundred bytes of memory. */
const maxBoxes = 10_000;

/** Lists the boxes in a part of the file. @throws RangeError if one is longer than the part, or if there are too many */
export function* boxes(file: DataView, from: number, to: number): Generator<Box> {
  let count = 0;
  for (let at = from; at + 8 <= to; ) {
    count += 1;
    if (count > maxBoxes) throw new RangeError(`more than ${maxBoxes} boxes`);
    const fields = new BoxFields(file, at);
    const declared = fields.next(4);
    const type = fields.type();
    // 0 reaches to the end, and 1 announces a length of 64 bits.
    const length = declared === 0 ? to - at : declared === 1 ? fields.next(8) : declared;
    const box = { type, start: fields.at, end: at + length };
    if (box.end < box.start || box.end > to) throw new RangeError(`the box ${type} does not fit its parent`);
    yield box;
    at = box.end;
  }
}
