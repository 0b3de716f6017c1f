import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  type Framework,
  frameworks,
  type Project,
  readProject,
  type StarterFile,
  starterFiles,
} from "../init/index.ts";
import { CommandError, type Invocation, UsageError, type Verb } from "../verb.ts";

/** `errata init`: adds a contract, a route, a test and a CI workflow to a project, and overwrites nothing. */
export const init: Verb = {
  flags: {
    framework: { type: "string", value: "name", help: `one of ${frameworks.map(({ name }) => name).join(", ")}` },
    "dry-run": { type: "boolean", help: "list the files, and write nothing" },
  },
  examples: ["errata init services/api --framework fastify", "errata init . --dry-run"],
  async run(invocation, { stdout, colours: { bold, dim } }) {
    const [folder = "."] = invocation.operands;
    const chosen = readFramework(invocation);
    const project = await readProject(folder);
    const framework = chosen ?? frameworkOf(project);
    const { files, steps } = starterFiles(project, framework);
    const isDry = invocation.flags["dry-run"] === true;
    const width = Math.max(...files.map(({ path }) => path.length));
    stdout.write(`${bold(`errata for ${framework.name} in ${project.name}`)}\n`);
    for (const file of files) {
      const isNew = isDry || (await write(folder, file));
      const verb = isDry ? "Would write" : isNew ? "Wrote" : "Kept ";
      const purpose = isNew ? file.purpose : "it exists, and was not changed";
      stdout.write(`  ${verb} ${file.path.padEnd(width)}  ${dim(purpose)}\n`);
    }
    const numbered = steps.map((step, index) => `${index + 1}. ${step.replaceAll(/\n(?=.)/g, "\n     ")}`);
    stdout.write(`\n${bold("Next")}\n  ${numbered.join("\n\n  ")}\n`);
  },
};

function readFramework({ flags: { framework: name } }: Invocation): Framework | undefined {
  const found = frameworks.find((framework) => framework.name === name);
  if (found !== undefined || name === undefined) return found;
  const known = frameworks.map((framework) => framework.name).join(", ");
  throw new UsageError(`expected one of ${known} after --framework, received "${String(name).slice(0, 40)}".`);
}

function frameworkOf({ frameworks: [first, ...others] }: Project): Framework {
  const [node] = frameworks.filter(({ name }) => name === "node");
  const framework = first ?? node;
  if (framework === undefined || others.length === 0) return framework as Framework;
  const names = [framework, ...others].map(({ name }) => name);
  throw new UsageError(`the project depends on ${names.join(" and ")}. Choose one: --framework ${names[0]}.`);
}

/** Writes a new file. @returns false if there is one already */
async function write(folder: string, { path, text }: StarterFile): Promise<boolean> {
  const target = join(folder, path);
  try {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text, { flag: "wx" });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    throw new CommandError(`${target} cannot be written (${code}). Check its path and permissions.`, { cause: error });
  }
}
