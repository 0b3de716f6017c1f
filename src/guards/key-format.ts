import { createHmac, hash as digest, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

/** Shape of one family of API keys: `<prefix>_<environment>_<random><checksum>`. */
export interface KeyFormatOptions {
  /** Names the API, so that a scanner or a person can tell whose key it is: 1 to 16 of `a-z0-9`, a letter first. */
  readonly prefix: string;
  /** Names what the key opens, such as `live` or `test`: 1 to 16 of `a-z0-9`, a letter first. */
  readonly environment: string;
  /** Characters of randomness, 30 to 86; each is worth 5.95 bits. @default 30 */
  readonly randomLength?: number;
  /** Secret kept outside the store; with it hashes are HMACs, so that a stolen table alone confirms no guess. At least 32 bytes. */
  readonly pepper?: string | Uint8Array;
}

/** Parts of a well-formed key. */
export interface ParsedKey {
  readonly prefix: string;
  readonly environment: string;
  /** First four characters after the prefix: safe to show and to log. */
  readonly start: string;
}

/** Makes and reads the keys of one family. Everything here works without the store. */
export interface KeyFormat {
  readonly prefix: string;
  readonly environment: string;
  /** Makes a key. Show it once: only its hash is kept. */
  mint(): string;
  /** Reads a key; undefined when the shape or the checksum is wrong, so that typing errors and scanners cost no query. */
  parse(key: string): ParsedKey | undefined;
  /** Tells whether the shape and the checksum are right. */
  verify(key: string): boolean;
  /** Hashes a key for the store, in hexadecimal. A fast hash suffices, because a key is random, not chosen by a person. */
  hash(key: string): string;
}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHECKSUM_LENGTH = 6;
const START_LENGTH = 4;
const NAME = /^[a-z][a-z0-9]{0,15}$/;

/**
 * Describes one family of API keys. The last six characters are the CRC-32 of the random ones in base 62.
 *
 * @throws TypeError when a part of the shape is out of its bounds
 * @see https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export function keyFormat(options: KeyFormatOptions): KeyFormat {
  const { prefix, environment, pepper, randomLength = 30 } = options;
  checkOptions(options, randomLength);
  const head = `${prefix}_${environment}_`;
  const length = head.length + randomLength + CHECKSUM_LENGTH;

  function verify(key: string): boolean {
    if (key.length !== length || !key.startsWith(head)) return false;
    const body = key.slice(head.length);
    return /^[0-9A-Za-z]+$/.test(body) && keyChecksum(body.slice(0, randomLength)) === body.slice(randomLength);
  }

  return {
    prefix,
    environment,
    mint() {
      const random = randomBase62(randomLength);
      return head + random + keyChecksum(random);
    },
    parse(key) {
      if (!verify(key)) return undefined;
      return { prefix, environment, start: key.slice(head.length, head.length + START_LENGTH) };
    },
    verify,
    hash(key) {
      if (pepper === undefined) return digest("sha256", key, "hex");
      return createHmac("sha256", pepper).update(key).digest("hex");
    },
  };
}

/** Computes the checksum of a key's random part: CRC-32 in base 62, padded with zeros to six characters. */
export function keyChecksum(random: string): string {
  let rest = crc32(random);
  let text = "";
  for (let index = 0; index < CHECKSUM_LENGTH; index++) {
    text = ALPHABET.charAt(rest % ALPHABET.length) + text;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return text;
}

/** Draws characters without bias: a byte of 248 or more would make the first eight characters likelier, so it is drawn again. */
function randomBase62(length: number): string {
  const limit = 256 - (256 % ALPHABET.length);
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length - text.length)) {
      if (byte < limit) text += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return text;
}

function checkOptions({ prefix, environment, pepper }: KeyFormatOptions, randomLength: number): void {
  for (const [name, value] of Object.entries({ prefix, environment })) {
    if (NAME.test(value)) continue;
    throw new TypeError(
      `keyFormat: expected ${name} to be 1 to 16 of a-z and 0-9 with a letter first, received "${value.slice(0, 80)}". Choose a shorter, lower-case name.`,
    );
  }
  if (!Number.isInteger(randomLength) || randomLength < 30 || randomLength > 86) {
    throw new TypeError(
      `keyFormat: expected randomLength to be an integer from 30 to 86, received ${randomLength}. Leave it out for 30.`,
    );
  }
  if (pepper !== undefined && Buffer.byteLength(pepper) < 32) {
    throw new TypeError(
      `keyFormat: expected a pepper of at least 32 bytes, received ${Buffer.byteLength(pepper)}. Make one with crypto.randomBytes(32).`,
    );
  }
}
