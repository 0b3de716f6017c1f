import { createHmac, hash as digest, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { requireValue } from "../../contract/faults/arguments.ts";
import { type OptionTypes, requireOptions } from "../../contract/faults/options.ts";

/** Options of {@link keyFormat}. Keys have the form `<prefix>_<environment>_<random><checksum>`. */
export interface KeyFormatOptions {
  /** Names the API, so that people and secret scanners recognize the key: 1 to 16 of `a-z0-9`, starting with a letter. */
  readonly prefix: string;
  /** Names what the key gives access to, such as `live` or `test`: 1 to 16 of `a-z0-9`, starting with a letter. */
  readonly environment: string;
  /** Number of random characters, 30 to 86; each has 5.95 bits of entropy. @default 30 */
  readonly randomLength?: number | undefined;
  /**
   * Secret stored outside the database, at least 32 bytes. With it, hashes are HMACs, so a stolen table is not enough to
   * verify a guessed key.
   *
   * @default none, hashes are plain SHA-256
   */
  readonly pepper?: string | Uint8Array | undefined;
}

/** Parts of a well-formed key. */
export interface ParsedKey {
  /** First part of the key, which names the product: `pk`. */
  readonly prefix: string;
  /** Environment that the key gives access to, such as `live` or `test`. */
  readonly environment: string;
  /** First four characters after the prefix, safe to show and to log. */
  readonly start: string;
}

/** Mints and reads keys of one format, without the store. */
export interface KeyFormat {
  /** First part of each key, which names the product: `pk`. */
  readonly prefix: string;
  /** Environment of each key that `mint` creates. */
  readonly environment: string;
  /** Creates a key. Show it once: only its hash is stored. */
  mint(): string;
  /** Parses a key. Returns undefined when the shape or the checksum is wrong, so that typos and scanners cost no query. */
  parse(key: string): ParsedKey | undefined;
  /** Checks the shape and the checksum. */
  verify(key: string): boolean;
  /** Hashes a key for the store, in hexadecimal. A fast hash is enough, because keys are random. */
  hash(key: string): string;
}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHECKSUM_LENGTH = 6;
const START_LENGTH = 4;
const NAME = /^[a-z][a-z0-9]{0,15}$/;

const optionTypes: OptionTypes<KeyFormatOptions> = {
  prefix: "checked",
  environment: "checked",
  randomLength: "checked",
  pepper: "checked",
};

/**
 * Defines a format of API keys. The last six characters are the CRC-32 of the random ones in base 62.
 *
 * @throws TypeError when an option is out of bounds
 * @see https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 * @example
 * ```ts
 * import { keyFormat } from "errata/guards";
 *
 * const format = keyFormat({ prefix: "shop", environment: "live" });
 * const key = format.mint(); // shop_live_ and 36 characters
 * const isValid = format.verify(key);
 * ```
 */
export function keyFormat(options: KeyFormatOptions): KeyFormat {
  requireOptions("keyFormat", options, optionTypes);
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

/**
 * Computes the checksum of a key's random part: CRC-32 in base 62, padded with zeros to six characters.
 *
 * @example
 * ```ts
 * import { keyChecksum } from "errata/guards";
 *
 * const checksum = keyChecksum("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ"); // "0mLq17"
 * ```
 */
export function keyChecksum(random: string): string {
  requireValue("keyChecksum: random", random, "string");
  let rest = crc32(random);
  let text = "";
  for (let index = 0; index < CHECKSUM_LENGTH; index++) {
    text = ALPHABET.charAt(rest % ALPHABET.length) + text;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return text;
}

/** Bytes of 248 and above are rejected: they would make the first eight characters more likely. */
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
    if (typeof value === "string" && NAME.test(value)) continue;
    throw new TypeError(
      `keyFormat: expected ${name} to be 1 to 16 of a-z and 0-9, starting with a letter, received "${String(value).slice(0, 80)}". Choose a short, lower-case name.`,
    );
  }
  if (!Number.isInteger(randomLength) || randomLength < 30 || randomLength > 86) {
    throw new TypeError(
      `keyFormat: expected randomLength to be an integer from 30 to 86, received ${randomLength}. Omit it to use 30.`,
    );
  }
  if (pepper !== undefined && Buffer.byteLength(pepper) < 32) {
    throw new TypeError(
      `keyFormat: expected a pepper of at least 32 bytes, received ${Buffer.byteLength(pepper)}. Create one with crypto.randomBytes(32).`,
    );
  }
}
