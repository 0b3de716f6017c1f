import type { Tasks } from "../../shared/worker-pool/index.ts";
import type { DocumentOptions, PageDescription } from "../designs/page-description.ts";
import { openEngine } from "./engine.ts";
import { checkRenderable, type RenderedDocument, renderDocument } from "./render-document.ts";
import { attempt, type TaskResult } from "./render-problem.ts";
import { checkSchema, validateVariables } from "./validate-variables.ts";

/** Input of `render` and `check`. JSON stays text on the way, because copying text is fast. */
interface DesignInput {
  /** The page description as JSON. */
  readonly page: string;
  /** The schema of the variables as JSON. */
  readonly schema: string;
  readonly maxPages: number;
}

/** Input of the task `render`. */
export interface RenderTask extends DesignInput {
  /** The variables as JSON. */
  readonly variables: string;
  readonly title: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Replaces members of the page description. */
  readonly options: DocumentOptions;
}

/** Input of the task `validate`. */
export type ValidateTask = Pick<RenderTask, "schema" | "variables">;

/** Input of the task `check`. */
export type CheckTask = DesignInput;

async function render({ page, schema, variables, ...input }: RenderTask): Promise<TaskResult<RenderedDocument>> {
  const validated = validate({ schema, variables });
  if (validated.kind !== "done") return validated;
  const values = validated.value;
  return await attempt(() =>
    renderDocument({ ...input, page: JSON.parse(page) as PageDescription, variables: values }),
  );
}

function validate({ schema, variables }: ValidateTask): TaskResult<unknown> {
  const values: unknown = JSON.parse(variables);
  const issue = validateVariables(schema, values);
  return issue === undefined ? { kind: "done", value: values } : { kind: "invalid", issue };
}

/** Validates without sending the variables back. */
function checkVariables(task: ValidateTask): TaskResult<void> {
  const result = validate(task);
  return result.kind === "done" ? { kind: "done", value: undefined } : result;
}

async function check({ page, schema, maxPages }: CheckTask): Promise<TaskResult<void>> {
  const problem = checkSchema(schema);
  if (problem !== undefined) return { kind: "rejected", field: "variables", problem };
  return await attempt(() => checkRenderable(JSON.parse(page) as PageDescription, maxPages));
}

export const tasks: Tasks = { render, check, validate: checkVariables, warmUp: () => void openEngine() };
