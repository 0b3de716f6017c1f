/** A program in a Markdown page: a `ts` block, and the blocks after it that continue it. */
export interface PageProgram {
  readonly path: string;
  /** Line of the first line of code in the page, from 1. */
  readonly line: number;
  /** The code, preceded by empty lines, so that each line has the same number as in the page. */
  readonly code: string;
  /** Whether the page marks the program with `<!-- run -->`. */
  readonly isRun: boolean;
  /** The `text` blocks after its blocks, which show what it prints; undefined if there are none. */
  readonly output: string | undefined;
}

/** Returns the programs of a page. `<!-- continued -->` before a block appends it to the block above. */
export function programsIn(path: string, text: string): readonly PageProgram[] {
  const programs: { -readonly [Name in keyof PageProgram]: PageProgram[Name] }[] = [];
  for (const { language, marker, line, code } of fencesIn(text)) {
    const last = programs.at(-1);
    if (language === "ts" && marker === "continued") {
      if (last === undefined) throw new Error(`${path}:${line}: expected a ts block above the one that continues it.`);
      last.code += `${"\n".repeat(line - last.code.split("\n").length)}${code}`;
    } else if (language === "ts") {
      programs.push({ path, line, code: "\n".repeat(line - 1) + code, isRun: marker === "run", output: undefined });
    } else if (language === "text" && last?.isRun === true) {
      last.output = (last.output ?? "") + code;
    }
  }
  return programs;
}

interface Fence {
  readonly language: string;
  /** Content of the HTML comment on the line above; "" without one. */
  readonly marker: string;
  /** Line of the first line of code, from 1. */
  readonly line: number;
  /** Ends with a line break. */
  readonly code: string;
}

function fencesIn(text: string): readonly Fence[] {
  return [...text.matchAll(/^(?:<!-- (\w+) -->\n+)?```(\w*)[^\n]*\n([\s\S]*?)^```$/gm)].map((match) => {
    const [whole, marker = "", language = "", code = ""] = match;
    const before = text.slice(0, match.index) + whole.slice(0, whole.indexOf("```"));
    return { language, marker, line: before.split("\n").length + 1, code };
  });
}
