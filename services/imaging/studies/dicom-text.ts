/** A set of characters that a text can switch to. */
interface CodedSet {
  /** Label of a decoder. */
  readonly label: string;
  /** Bytes of a character. */
  readonly width: 1 | 2;
  /** Converts the bytes of a character to those of the decoder. @default the same bytes */
  readonly toDecoder?: (bytes: readonly number[]) => readonly number[];
}

/** The sets that the lower (0) and the upper half (1) of the bytes stand for. */
type Halves = readonly [CodedSet, CodedSet];

const high = (bytes: readonly number[]): number[] => bytes.map((byte) => byte | 0x80);
const single = (label: string): CodedSet => ({ label, width: 1 });

/** Without a declared set, bytes above ASCII are Latin-1, because many devices write it and declare nothing. */
const latin1 = single("windows-1252");
const ascii = single("us-ascii");
const katakana = single("shift_jis");
// Romaji has the yen sign and the overline where ASCII has the backslash and the tilde.
const romaji: CodedSet = {
  label: "utf-8",
  width: 1,
  toDecoder: ([byte = 0]) => [...Buffer.from(byte === 0x5c ? "¥" : byte === 0x7e ? "‾" : String.fromCharCode(byte))],
};
const jisX0208: CodedSet = { label: "euc-jp", width: 2, toDecoder: high };
const jisX0212: CodedSet = { label: "euc-jp", width: 2, toDecoder: (bytes) => [0x8f, ...high(bytes)] };
const ksX1001: CodedSet = { label: "euc-kr", width: 2 };
const gb2312: CodedSet = { label: "gbk", width: 2 };

/** Encodings of whole texts, which permit no escape sequences. @see DICOM PS3.3 table C.12-5 */
const wholeEncodings: Readonly<Record<string, string>> = { ISO_IR_192: "utf-8", GB18030: "gb18030", GBK: "gbk" };

/** The sets of single bytes by the number of their registration. @see DICOM PS3.3 tables C.12-2 and C.12-3 */
const upperSets: Readonly<Record<string, CodedSet>> = {
  100: latin1,
  101: single("iso-8859-2"),
  109: single("iso-8859-3"),
  110: single("iso-8859-4"),
  144: single("iso-8859-5"),
  127: single("iso-8859-6"),
  126: single("iso-8859-7"),
  138: single("iso-8859-8"),
  148: single("iso-8859-9"),
  203: single("iso-8859-15"),
  166: single("windows-874"),
  13: katakana,
  149: ksX1001,
  58: gb2312,
};

/** Escape sequences after ESC: the half that they switch, and its set. @see DICOM PS3.3 tables C.12-3 and C.12-4 */
const escapes: Readonly<Record<string, readonly [half: 0 | 1, set: CodedSet]>> = {
  "(B": [0, ascii],
  "(J": [0, romaji],
  $B: [0, jisX0208],
  "$@": [0, jisX0208],
  "$(D": [0, jisX0212],
  ")I": [1, katakana],
  "$)A": [1, gb2312],
  "$)C": [1, ksX1001],
  "-A": [1, latin1],
  "-B": [1, single("iso-8859-2")],
  "-C": [1, single("iso-8859-3")],
  "-D": [1, single("iso-8859-4")],
  "-F": [1, single("iso-8859-7")],
  "-G": [1, single("iso-8859-6")],
  "-H": [1, single("iso-8859-8")],
  "-L": [1, single("iso-8859-5")],
  "-M": [1, single("iso-8859-9")],
  "-T": [1, single("windows-874")],
  "-b": [1, single("iso-8859-15")],
};

/**
 * Decodes a text of a data set. Control characters become spaces, and bytes that are not valid become U+FFFD.
 *
 * @param characterSet value of Specific Character Set (0008,0005); empty if the data set has none
 * @see DICOM PS3.5 section 6.1
 */
export function decodeDicomText(bytes: Uint8Array, characterSet: string): string {
  const [first = "", ...others] = characterSet.split("\\").map((term) => term.trim().toUpperCase());
  const whole = wholeEncodings[first.replaceAll(/[ -]/g, "_")];
  const text = whole === undefined ? decodeSwitching(bytes, first, others) : new TextDecoder(whole).decode(bytes);
  return text.replaceAll(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, " ").trim();
}

/** Consecutive bytes for the same decoder. */
interface Piece {
  readonly label: string;
  readonly bytes: number[];
}

function decodeSwitching(bytes: Uint8Array, first: string, others: readonly string[]): string {
  const initial = initialHalves(first, others);
  let halves = initial;
  const pieces: Piece[] = [];
  for (let at = 0; at < bytes.length; ) {
    const sequence = escapeAt(bytes, at);
    if (sequence !== undefined) {
      halves = switched(halves, sequence);
      at += 1 + sequence.length;
      continue;
    }
    const byte = bytes[at] ?? 0;
    // A control character, such as a line break, returns to the first set. A space belongs to no set.
    if (byte < 0x20) halves = initial;
    const set = byte <= 0x20 ? ascii : halves[byte < 0x80 ? 0 : 1];
    append(pieces, set, [...bytes.subarray(at, at + set.width)]);
    at += set.width;
  }
  return pieces.map(({ label, bytes: run }) => new TextDecoder(label).decode(Uint8Array.from(run))).join("");
}

function append(pieces: Piece[], { label, toDecoder }: CodedSet, character: readonly number[]): void {
  const bytes = toDecoder?.(character) ?? character;
  const last = pieces.at(-1);
  if (last?.label === label) last.bytes.push(...bytes);
  else pieces.push({ label, bytes: [...bytes] });
}

function switched([lower, upper]: Halves, sequence: string): Halves {
  const [half, set] = escapes[sequence] ?? [0, ascii];
  return half === 0 ? [set, upper] : [lower, set];
}

/** Some devices omit the escape sequence of the only set of the upper half, so it is in use from the start. */
function initialHalves(first: string, others: readonly string[]): Halves {
  const numbers = [first, ...others].map((term) => /^ISO[ _-]?(?:2022[ _-]?)?IR[ _-]?(\d+)$/.exec(term)?.[1] ?? "");
  const upper = numbers.flatMap((number) => upperSets[number] ?? [])[0] ?? latin1;
  return [numbers[0] === "13" ? romaji : ascii, upper];
}

/** Returns the known escape sequence at a position, without its ESC. */
function escapeAt(bytes: Uint8Array, at: number): string | undefined {
  if (bytes[at] !== 0x1b) return undefined;
  const next = String.fromCharCode(...bytes.subarray(at + 1, at + 4));
  return [next, next.slice(0, 2)].find((sequence) => Object.hasOwn(escapes, sequence));
}
