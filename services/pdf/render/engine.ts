import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import { fontPaths, regularFontPaths } from "./font-files.ts";
import { type GlyphWidths, readGlyphWidths } from "./glyph-widths.ts";
import { reverseLigatures } from "./ligature-texts.ts";
import type { TypstData } from "./typst-data.ts";

/** A document to compile. */
export interface EngineInput {
  readonly data: TypstData;
  /** Encoded images by the paths that the data names. */
  readonly images: ReadonlyMap<string, Buffer>;
  readonly isArchival: boolean;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** A compiled document. The content is written only when it is asked for. */
export interface CompiledDocument {
  readonly pages: number;
  writePdf(): Buffer;
}

/** Typst with the fonts of the service. */
export interface Engine {
  /** Widths of the characters that the fonts have. */
  readonly widths: GlyphWidths;
  /**
   * Compiles a document, and releases its memory when the returned promise of `use` settles.
   *
   * @throws LayoutPanic if the template rejects the data
   */
  compile<Value>(input: EngineInput, use: (document: CompiledDocument) => Value): Value;
}

/** The template rejected the data with this reason. */
export class LayoutPanic extends Error {
  override readonly name = "LayoutPanic";
}

/** A folder that does not exist, so that the template can read nothing but the files that it receives. */
const workspace = "/errata-pdf";
const main = `${workspace}/document.typ`;

let opened: Engine | undefined;

/** Returns the engine of this process. The first call loads it in about 100 ms. Call it only in a worker process. */
export function openEngine(): Engine {
  opened ??= createEngine();
  return opened;
}

function createEngine(): Engine {
  // Fonts are mapped into memory when a document uses them. Fonts of the system are never used.
  const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontPaths: fontPaths() }] });
  const collectIfGrown = garbageCollector();
  compiler.addSource(main, readFileSync(new URL("document.typ", import.meta.url), "utf8"));
  return {
    widths: readGlyphWidths(regularFontPaths()),
    compile(input, use) {
      const { data, images, isArchival, createdAt } = input;
      for (const [path, bytes] of images) compiler.mapShadow(`${workspace}${path}`, bytes);
      try {
        const compiled = compiler.compile({ mainFilePath: main, inputs: { data: JSON.stringify(data) } });
        const document = compiled.result;
        if (document === null) throw toError(compiled.takeError()?.shortDiagnostics ?? []);
        return use({
          pages: document.numOfPages,
          writePdf: () =>
            reverseLigatures(
              compiler.pdf(document, {
                pdfStandard: isArchival ? "a-2b" : "1.7",
                pdfTags: false,
                creationTimestamp: Math.floor(createdAt / 1_000),
              }),
            ),
        });
      } finally {
        for (const path of images.keys()) compiler.unmapShadow(`${workspace}${path}`);
        // Typst keeps the layout of earlier documents for later ones.
        compiler.evictCache(0);
        collectIfGrown();
      }
    },
  };
}

/** Growth of the process after which garbage is collected, in bytes. */
const maxGrowth = 24 * 1024 * 1024;

/**
 * Returns a function that collects garbage if the process has grown. V8 knows nothing of the memory behind the small
 * objects of Typst, so it would keep hundreds of documents, and a later one would exceed the memory of the process.
 */
function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  let settled = process.memoryUsage.rss();
  return () => {
    if (process.memoryUsage.rss() - settled < maxGrowth) return;
    collect();
    // Finalizers free the memory after this turn of the event loop.
    setImmediate(() => {
      settled = process.memoryUsage.rss();
    });
  };
}

function toError(diagnostics: readonly { readonly message?: unknown }[]): Error {
  const message = String(diagnostics[0]?.message ?? "unknown problem");
  const reason = /^panicked with: "([\w-]+)"$/.exec(message)?.[1];
  return reason === undefined ? new Error(`Typst: ${message}`) : new LayoutPanic(reason);
}
