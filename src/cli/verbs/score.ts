import { extname } from "node:path";
import { type Adoption, adopt } from "../../adopt/index.ts";
import {
  type DocumentedError,
  type ErrorFacts,
  factsOfContract,
  factsOfOpenApi,
  scoreErrors,
} from "../../check/index.ts";
import { coloursOf } from "../colours.ts";
import { contractFlags, readContract, readOpenApi, readSources } from "../files/index.ts";
import { widthOf, wrap } from "../report/index.ts";
import { CommandError, type Invocation, UsageError, type Verb } from "../verb.ts";

/** `errata score`: says how well the errors of an API serve the people, clients and agents that meet them. */
export const score: Verb = {
  flags: {
    minimum: { type: "string", value: "score", help: "fail below this score" },
    json: { type: "boolean", help: "print JSON" },
    ...contractFlags,
  },
  examples: ["errata score errata.yaml --minimum 80     # for CI", "errata score https://docs.example.com/errors"],
  async run(invocation, { stdout }) {
    const minimum = readMinimum(invocation);
    const facts = await readFacts(invocation);
    const { score: total, parts } = scoreErrors(facts);
    if (invocation.flags.json === true)
      stdout.write(`${JSON.stringify({ name: facts.name, score: total, parts }, null, 2)}\n`);
    else {
      const { bold } = coloursOf(stdout);
      const width = widthOf(stdout);
      const rows = parts.map(({ name, points, weight, serves, text }) => {
        const bar = "█".repeat(Math.round((points / weight) * 10)).padEnd(10, "░");
        const start = `  ${name.padEnd(10)} ${bar} ${points.toFixed(1).padStart(4)} of ${String(weight).padStart(2)}  `;
        // On a narrow terminal, the explanation is below the bar.
        const isNarrow = start.length * 2 > width;
        const [first = "", ...more] = wrap(
          `${text} (${serves})`,
          isNarrow ? "      " : " ".repeat(start.length),
          width,
        );
        return isNarrow
          ? [start.trimEnd(), first, ...more].join("\n")
          : [start + first.trimStart(), ...more].join("\n");
      });
      stdout.write(`${bold(`${facts.name}: ${total} of 100`)}\n\n${rows.join("\n")}\n`);
    }
    if (total < minimum) throw new CommandError(`expected a score of at least ${minimum}, received ${total}.`);
  },
};

function readMinimum({ flags: { minimum = "0" } }: Invocation): number {
  const value = typeof minimum === "string" && /^\d{1,3}$/.test(minimum) ? Number(minimum) : Number.NaN;
  if (value >= 0 && value <= 100) return value;
  throw new UsageError(`expected a number from 0 to 100 after --minimum, received "${String(minimum).slice(0, 40)}".`);
}

async function readFacts(invocation: Invocation): Promise<ErrorFacts> {
  const [source = ""] = invocation.operands;
  if (isPage(source)) return await factsOfPage(source);
  const isData = [".yaml", ".yml", ".json"].includes(extname(source).toLowerCase()) && !/^https?:|:./.test(source);
  if (!isData) return factsOfContract(await readContract(invocation));
  const { document } = await readOpenApi(source, "operand");
  if (document.openapi === undefined && document.swagger === undefined)
    return factsOfContract(await readContract(invocation));
  try {
    return factsOfOpenApi(document);
  } catch (error) {
    throw error instanceof RangeError ? new CommandError(`${source}: ${error.message}`) : error;
  }
}

/** Checks whether an operand is a page rather than a contract, by its name. */
function isPage(source: string): boolean {
  if (/^https?:\/\//.test(source)) return !/\.(?:json|ya?ml)(?:[?#]|$)/i.test(source);
  return /\.(?:mdx?|markdown|html?|xhtml|rst|txt)$/i.test(source);
}

/**
 * Reads the facts of a page as those of one operation with credentials, which returns every code: a page that is silent about
 * them must not score higher. A page without codes documents no errors.
 */
async function factsOfPage(source: string): Promise<ErrorFacts> {
  const sources = await readSources(source, () => {});
  const errors = documentedErrors(() => adopt(sources));
  return { name: source, operations: [{ name: "every operation", hasBody: true, isSecured: true, errors }] };
}

function documentedErrors(read: () => Adoption): readonly DocumentedError[] {
  try {
    const { errors, bodies } = read();
    const examples = bodies.map(({ value }) => ({ text: JSON.stringify(value), shape: Object.keys(Object(value)) }));
    return errors.map(({ code, status, meaning, causes, solutions, retry }) => {
      const own = examples.find(({ text }) => text.includes(JSON.stringify(code)));
      const texts = [meaning, retry, ...causes, ...solutions].map((text) => text?.value ?? "");
      return {
        status: status?.value ?? 0,
        code,
        condition:
          texts.filter((text) => text !== retry?.value).toSorted((one, other) => other.length - one.length)[0] ?? "",
        action: solutions.length === 0 ? undefined : "prose",
        saysRetry: retry !== undefined || texts.some((text) => /\bretr(?:y|ie[sd])|\btry again/i.test(text)),
        // One example shows the body of every error whose own body is not shown.
        shape: (own ?? examples[0])?.shape.toSorted().join(),
        hasExample: own !== undefined,
      };
    });
  } catch (error) {
    if (error instanceof RangeError && error.message.includes("received none")) return [];
    throw error instanceof RangeError || (error instanceof Error && error.name === "AdoptError")
      ? new CommandError(error.message)
      : error;
  }
}
