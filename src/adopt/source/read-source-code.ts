import type { Decoy, Reading, SourceText } from "../facts.ts";
import type { Unit } from "./collect/index.ts";
import { collect } from "./collect/index.ts";
import { readCommentTables } from "./comment-tables.ts";
import { CodeFindings, Interpreter } from "./interpret/index.ts";
import { languageOf } from "./syntax/index.ts";

/** Longest source, in characters. What follows is left out. */
const maxSource = 2 * 2 ** 20;
/** Most characters of all sources together. */
const maxTotal = 64 * 2 ** 20;

/** Returns whether a text is source code of a language that is read. */
export function isSourceCode({ file, text }: SourceText): boolean {
  return languageOf(file, text) !== undefined;
}

/** How sources are read. */
export interface SourceCodeOptions {
  /** Called before each source is read. @default nothing */
  readonly onRead?: () => void;
  /** Whether an error that several places send without a code becomes an entry under a proposed one. @default false */
  readonly proposesCodes?: boolean;
}

/** Reads the errors that sources declare. Names are resolved across sources; tests are left out. */
export function readSourceCode(
  sources: readonly SourceText[],
  { onRead = () => {}, proposesCodes = false }: SourceCodeOptions = {},
): Reading {
  const decoys: Decoy[] = [];
  const units: Unit[] = [];
  const written: SourceText[] = [];
  let total = 0;
  for (const source of sources) {
    onRead();
    const language = languageOf(source.file, source.text);
    total += source.text.length;
    if (language === undefined || total > maxTotal || !mayHoldErrors(source)) continue;
    if (isTest(source.file)) decoys.push(testDecoy(source));
    else {
      const part = { ...source, text: source.text.slice(0, maxSource) };
      units.push(collect(part, language));
      written.push(part);
    }
  }
  const own = read(
    units.filter(({ isGenerated }) => !isGenerated),
    proposesCodes,
  );
  // Generated files repeat what others declare, so they count only if nothing else does.
  const reading = own.facts.length > 0 ? own : read(units, proposesCodes);
  const codes = new Set(reading.facts.map(({ code }) => code));
  const tables = codes.size === 0 ? [] : written.flatMap((source) => readCommentTables(source, codes));
  return { ...reading, facts: [...reading.facts, ...tables], decoys: [...reading.decoys, ...decoys.slice(0, 200)] };
}

function read(units: readonly Unit[], proposesCodes: boolean): Reading {
  const findings = new CodeFindings();
  new Interpreter(units, findings).run();
  return findings.finish(proposesCodes);
}

function mayHoldErrors({ file, text }: SourceText): boolean {
  return (
    /err|exception|problem|fault|fail|status|reason/i.test(file) ||
    /err|exception|problem|fault|status|reason|abort|code|throw|conflict|not_?found|bad_?request/i.test(text)
  );
}

/** Returns whether a file belongs to tests. */
function isTest(file: string): boolean {
  return (
    /(?:^|[/\\])(?:tests?|__tests__|__mocks__|specs?|testdata|fixtures|mocks?|e2e|k6|examples?|benchmarks?)[/\\]/i.test(
      // `com.example` is the package that many projects keep.
      file.replace(/(?<=(?:^|[/\\])(?:com|org|net|io|dev)[/\\])examples?[/\\]/, ""),
    ) ||
    /(?:_test\.go|[._-](?:test|spec|stories|mock)\.\w+|(?:Tests?|Spec|IT)\.(?:java|kt|cs|php|swift)|_spec\.rb|_test\.(?:rb|py|rs|cc?|cpp))$/.test(
      file,
    ) ||
    /(?:^|[/\\])test_\w+\.py$/.test(file)
  );
}

function testDecoy({ file }: SourceText): Decoy {
  return { name: file.split(/[/\\]/).at(-1) ?? file, reason: "a test", source: { file, line: 1, column: 1 } };
}
