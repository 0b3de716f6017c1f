import { z } from "zod";
import { Id, newId, Text } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
import type { Account } from "../accounts/account.ts";
import { chargeFor } from "../accounts/usage.ts";
import type { Backend } from "../backend.ts";
import { vision } from "../contract.ts";
import { findImage, type Image } from "../images/image.ts";
import { evaluateRule, findRule, type Rule } from "../rules/rule.ts";
import type { Fields } from "../schemas/fields.ts";
import { findSchema } from "../schemas/schema.ts";
import { type Analysis, type AnalysisView, type ImageResult, toWire } from "./analysis.ts";
import { mapConcurrent } from "./map-concurrent.ts";
import { withDeadline } from "./with-deadline.ts";

const { batchImages, batchRules } = vision.limits;
const isUnique = (ids: readonly string[]): boolean => new Set(ids).size === ids.length;
const unique = "Must have each id once.";

/** Body of `POST /v1/analyses`. */
export const NewAnalysis = z.strictObject({
  imageIds: z
    .array(Id)
    .min(1)
    .max(batchImages)
    .refine(isUnique, unique)
    .meta({ uniqueItems: true })
    .describe("Images to analyse, each once. Each is charged to the month."),
  ruleIds: z
    .array(Id)
    .max(batchRules)
    .refine(isUnique, unique)
    .meta({ uniqueItems: true })
    .default([])
    .describe("Rules to evaluate for each image, each once."),
  schemaId: Id.optional().describe("Extraction schema, if fields are to be extracted."),
  prompt: Text.trim()
    .min(1)
    .max(2_000)
    .optional()
    .describe("An additional question for the model. Without a model, it is ignored."),
});

interface Work {
  readonly images: readonly Image[];
  readonly rules: readonly Rule[];
  readonly fields: Fields | undefined;
  readonly prompt: string | undefined;
}

/**
 * Analyses one or several images: all of them, or none. The images are charged in the transaction that stores the result,
 * so a failure costs nothing.
 *
 * @param disconnected aborts when the client disconnects
 * @param finish runs last in the transaction of the charge
 * @returns what `finish` returns
 * @throws IMAGE_NOT_FOUND, RULE_NOT_FOUND, SCHEMA_NOT_FOUND, RATE_LIMIT_ERROR, USAGE_LIMIT_EXCEEDED,
 * IMAGE_PROCESSING_ERROR, VLM_PROVIDER_ERROR, TIMEOUT
 */
export async function createAnalysis<Result>(
  backend: Backend,
  account: Account,
  input: z.output<typeof NewAnalysis>,
  disconnected: AbortSignal,
  finish: Finish<AnalysisView, Result>,
): Promise<Result> {
  const work = await findWork(backend, account, input);
  return await backend.analysisLimit.run(
    account.id,
    () => runAnalysis(backend, account, work, disconnected, finish),
    () => vision.error.RATE_LIMIT_ERROR({ reason: "analyses" }, { retryAfterMs: 2_000 }),
  );
}

async function runAnalysis<Result>(
  backend: Backend,
  account: Account,
  work: Work,
  disconnected: AbortSignal,
  finish: Finish<AnalysisView, Result>,
): Promise<Result> {
  const { length: batchSize } = work.images;
  const { deadlineMs } = backend;
  const id = newId("ana");
  const charge = await chargeFor(backend, account, batchSize, id);
  return await backend.usage.chargeFor(charge, {
    sqlOnly: true,
    prepare: () =>
      withDeadline({ deadlineMs, batchSize, disconnected }, (signal) => analyse(backend, account, work, signal)),
    async effect(sql, results) {
      const row: Analysis = {
        id,
        provider: backend.analyst.name,
        results: JSON.stringify(results),
        created_at: backend.clock(),
      };
      await sql`
        INSERT INTO vision_analyses (id, account_id, provider, results, created_at)
        VALUES (${row.id}, ${account.id}, ${row.provider}, ${row.results}, ${row.created_at})`;
      for (const { id: imageId } of work.images)
        await sql`
          INSERT INTO vision_analysis_images (analysis_id, image_id, created_at)
          VALUES (${id}, ${imageId}, ${row.created_at})`;
      return await finish(sql, toWire(row), { subject: id });
    },
  });
}

async function findWork(
  { store: { sql } }: Backend,
  account: Account,
  { imageIds, ruleIds, schemaId, prompt }: z.output<typeof NewAnalysis>,
): Promise<Work> {
  const images: Image[] = [];
  for (const imageId of imageIds) images.push(await findImage(sql, account, imageId));
  const rules: Rule[] = [];
  for (const ruleId of ruleIds) rules.push(await findRule(sql, account, ruleId));
  const schema = schemaId === undefined ? undefined : await findSchema(sql, account, schemaId);
  return { images, rules, fields: schema && JSON.parse(schema.fields), prompt };
}

function analyse(
  backend: Backend,
  account: Account,
  { images, rules, fields, prompt }: Work,
  signal: AbortSignal,
): Promise<ImageResult[]> {
  const { analyst } = backend;
  const { concurrency } = analyst;
  return mapConcurrent(images, { concurrency, signal }, async (image, cancelled) => {
    const { id: imageId, sha256 } = image;
    return await backend.files.withPath(imageId, async (path) => {
      const file = { path, sha256, imageId };
      const measured = await backend.images.measure(account, file, cancelled);
      const observation = await analyst.describe({ account, file, measured, fields, prompt }, cancelled);
      const verdicts = rules.map((rule) => evaluateRule(rule, { measured, observation }));
      return { imageId, measured, ...observation, rules: verdicts };
    });
  });
}
