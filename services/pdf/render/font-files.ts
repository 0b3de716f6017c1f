import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The writing of Han characters: the same code point has other shapes in Chinese, Japanese and Korean. */
export type HanStyle = "zh" | "ja" | "ko";

/** A font family in regular and, if the family has one, bold. */
interface FontFamily {
  readonly name: string;
  readonly folder: string;
  /** Files in the folder; the regular one is first. */
  readonly files: readonly string[];
}

const require = createRequire(import.meta.url);

/** Families in the order in which they are tried. Those with Han characters follow, as `hanOrders` says. */
const families: readonly FontFamily[] = [
  bundled("Noto Sans", require.resolve("@embedpdf/fonts-latin"), ["NotoSans-Regular.ttf", "NotoSans-Bold.ttf"]),
  // Copies as it was entered. Later versions compose letters from parts, and some readers copy every part.
  bundled("Noto Naskh Arabic", require.resolve("@embedpdf/fonts-arabic"), [
    "NotoNaskhArabic-Regular.ttf",
    "NotoNaskhArabic-Bold.ttf",
  ]),
  bundled("Noto Sans Hebrew", require.resolve("@embedpdf/fonts-hebrew"), [
    "NotoSansHebrew-Regular.ttf",
    "NotoSansHebrew-Bold.ttf",
  ]),
  google("Noto Sans Devanagari", require.resolve("@expo-google-fonts/noto-sans-devanagari"), "NotoSansDevanagari", [
    "400Regular",
    "700Bold",
  ]),
  google("Noto Sans Math", require.resolve("@expo-google-fonts/noto-sans-math"), "NotoSansMath", ["400Regular"]),
  google("Noto Emoji", require.resolve("@expo-google-fonts/noto-emoji"), "NotoEmoji", ["400Regular", "700Bold"]),
];
const hanFamilies: Readonly<Record<HanStyle, FontFamily>> = {
  zh: bundled("Noto Sans S Chinese", require.resolve("@embedpdf/fonts-sc"), [
    "NotoSansHans-Regular.otf",
    "NotoSansHans-Bold.otf",
  ]),
  ja: bundled("Noto Sans Japanese", require.resolve("@embedpdf/fonts-jp"), [
    "NotoSansJP-Regular.otf",
    "NotoSansJP-Bold.otf",
  ]),
  ko: bundled("Noto Sans Korean", require.resolve("@embedpdf/fonts-kr"), [
    "NotoSansKR-Regular.otf",
    "NotoSansKR-Bold.otf",
  ]),
};
const hanOrders: Readonly<Record<HanStyle, readonly HanStyle[]>> = {
  zh: ["zh", "ja", "ko"],
  ja: ["ja", "zh", "ko"],
  ko: ["ko", "ja", "zh"],
};

/** Names of the families in the order in which they are tried, by the writing of Han characters. */
export const fontOrders: Readonly<Record<HanStyle, readonly string[]>> = {
  zh: namesOf("zh"),
  ja: namesOf("ja"),
  ko: namesOf("ko"),
};

/** Paths of all fonts. */
export function fontPaths(): string[] {
  return all().flatMap(({ folder, files }) => files.map((file) => join(folder, file)));
}

/** Paths of the regular fonts. A bold one has the same characters. */
export function regularFontPaths(): string[] {
  return all().flatMap(({ folder, files }) => files.slice(0, 1).map((file) => join(folder, file)));
}

function all(): readonly FontFamily[] {
  return [...families, ...Object.values(hanFamilies)];
}

function namesOf(style: HanStyle): string[] {
  return [...families, ...hanOrders[style].map((name) => hanFamilies[name])].map(({ name }) => name);
}

/** @param entry main module of the package, which is beside the folder of the fonts */
function bundled(name: string, entry: string, files: readonly string[]): FontFamily {
  return { name, folder: join(dirname(entry), "..", "fonts"), files };
}

/** @param entry main module of the package, which has a folder for each weight */
function google(name: string, entry: string, file: string, weights: readonly string[]): FontFamily {
  return { name, folder: dirname(entry), files: weights.map((weight) => join(weight, `${file}_${weight}.ttf`)) };
}
