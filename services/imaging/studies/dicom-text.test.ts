import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeDicomText } from "./dicom-text.ts";

const hex = (digits: string): Uint8Array => Buffer.from(digits.replaceAll(" ", ""), "hex");

describe("decodeDicomText", () => {
  it.each([
    ["", "4b6e6965", "Knie"],
    ["", "4dfc6c6c6572", "Müller"],
    ["ISO_IR 192", "e5b1b1e794b020c3a9", "山田 é"],
    ["GB18030", "cdf55ed0a1b6ab", "王^小东"],
    ["GBK", "cdf55ed0a1b6ab", "王^小东"],
    ["ISO_IR 100", "4275 63 5e 4ae972f46d65", "Buc^Jérôme"],
    ["ISO_IR 101", "a3f364bc", "Łódź"],
    ["ISO_IR 109", "a6 b6", "Ĥĥ"],
    ["ISO_IR 110", "a2 b3", "ĸŗ"],
    ["ISO_IR 144", "bbeede5eddd5dc", "Люо^нем"],
    ["ISO_IR 127", "e2c8c7e6ea", "قباني"],
    ["ISO_IR 126", "c4e9efed", "Διον"],
    ["ISO_IR 138", "f9f8e5ef", "שרון"],
    ["ISO_IR 148", "dd fe f0", "İşğ"],
    ["ISO_IR 203", "a4", "€"],
    ["ISO_IR 166", "a1b3", "กณ"],
    ["ISO_IR 13", "d4cfc0de5ec0dbb3", "ﾔﾏﾀﾞ^ﾀﾛｳ"],
    ["ISO_IR 13", "5c7e", "¥‾"],
    ["\\ISO 2022 IR 87", "1b2442 3b334544 1b2842 5e 1b2442 42404f3a 1b2842", "山田^太郎"],
    ["ISO 2022 IR 13\\ISO 2022 IR 87", "d4cfc0de 5e 1b2442 3b334544 1b284a 5e c0db", "ﾔﾏﾀﾞ^山田^ﾀﾛ"],
    ["\\ISO 2022 IR 87\\ISO 2022 IR 159", "1b242844 3021 1b2842 41", "丂A"],
    ["\\ISO 2022 IR 149", "1b242943 c8ab 5e 1b242943 b1e6b5bf", "홍^길동"],
    ["\\ISO 2022 IR 149", "c8ab20b1e6b5bf", "홍 길동"],
    ["\\ISO 2022 IR 58", "1b242941 cdf5 5e 1b242941 d0a1b6ab", "王^小东"],
    ["ISO 2022 IR 6\\ISO 2022 IR 144", "41 1b2d4c ddd5", "Aне"],
    ["ISO 2022 IR 100\\ISO 2022 IR 144", "e9 20 1b2d4c ddd5 20 1b2d41 e9", "é не é"],
    ["ISO-IR 192", "c3a9", "é"],
    ["iso_ir 100", "e9", "é"],
  ])("decodes the character set %j, bytes %s, as %s", (characterSet, bytes, text) => {
    expect(decodeDicomText(hex(bytes), characterSet)).toBe(text);
  });

  it("returns to the first set at a line break", () => {
    expect(decodeDicomText(hex("1b2442 3b33 0d0a 4142"), "\\ISO 2022 IR 87")).toBe("山  AB");
  });

  it("replaces control characters, and bytes that are not valid", () => {
    expect(decodeDicomText(hex("41 00 42 1b 43 00"), "")).toBe("A B C");
    expect(decodeDicomText(hex("41 ff"), "ISO_IR 192")).toBe("A\ufffd");
  });

  it("never throws, and returns text that a database can store", () => {
    const terms = ["", "ISO_IR 192", "GB18030", "ISO 2022 IR 13", "ISO 2022 IR 87", "ISO 2022 IR 149", "nonsense"];
    const bytes = fc.array(
      fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x1b, 0x24, 0x28, 0x29, 0x42, 0x44)),
    );
    fc.assert(
      fc.property(bytes, fc.array(fc.constantFrom(...terms)), (input, characterSet) => {
        const text = decodeDicomText(Uint8Array.from(input), characterSet.join("\\"));
        expect(text).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      }),
    );
  });
});
