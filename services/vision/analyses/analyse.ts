import { z } from "zod";
import { Id, newId } from "../../shared/http/index.ts";
import type { Account } from "../accounts/account.ts";
import { charging } from "../accounts/usage.ts";
import type { Backend } from "../backend.ts";
import { vision } from "../contract.ts";
import { findImage, type Image } from "../images/image.ts";
import { findRule, judge, type Rule } from "../rules/rule.ts";
import { findSchema } from "../schemas/schema.ts";
import { Text } from "../well-formed.ts";
import { type Analysis, type AnalysisView, type ImageResult, viewAnalysis } from "./analysis.ts";
import type { Wish } from "./analyst.ts";
import { inTurn } from "./in-turn.ts";
import { measure } from "./measure.ts";
import { readWhole } from "./read-whole.ts";
import { withinDeadline } from "./within-deadline.ts";

const { batchImages, batchRules } = vision.limits;
const isEachOnce = (ids: readonly string[]): boolean => new Set(ids).size === ids.length;
const once = "Must have each id once.";

/** Body of `POST /v1/analyses`. */
export const NewAnalysis = z.strictObject({
  imageIds: z.array(Id).min(1).max(batchImages).refine(isEachOnce, once),
  ruleIds: z.array(Id).max(batchRules).refine(isEachOnce, once).default([]),
  schemaId: Id.optional(),
  /** Asks the provider for more; the local one has no ears for it. */
  prompt: Text.trim().min(1).max(2_000).optional(),
});

interface Work {
  readonly images: readonly Image[];
  readonly rules: readonly Rule[];
  readonly wish: Wish;
}

/**
 * Has images looked at, one or a batch: all of them, or none. The images count against the month once everything is found
 * and stored, in the same transaction; whatever fails before that costs nothing.
 *
 * @param left aborts when the client has gone
 * @throws IMAGE_NOT_FOUND, RULE_NOT_FOUND, SCHEMA_NOT_FOUND, USAGE_LIMIT_EXCEEDED, IMAGE_PROCESSING_ERROR,
 * VLM_PROVIDER_ERROR, TIMEOUT
 */
export async function analyse(
  backend: Backend,
  account: Account,
  input: z.output<typeof NewAnalysis>,
  left: AbortSignal,
): Promise<AnalysisView> {
  const work = await workOf(backend, account, input);
  const { length: batchSize } = work.images;
  const charge = await charging(backend, account, batchSize);
  const analysis = await backend.usage.chargeFor(charge, {
    sqlOnly: true,
    prepare: () =>
      withinDeadline({ deadlineMs: backend.deadlineMs, batchSize, left }, (signal) => lookAt(backend, work, signal)),
    async effect(sql, results) {
      const row: Analysis = {
        id: newId("ana"),
        provider: backend.analyst.name,
        results: JSON.stringify(results),
        created_at: backend.clock(),
      };
      await sql`
        INSERT INTO vision_analyses (id, account_id, provider, results, created_at)
        VALUES (${row.id}, ${account.id}, ${row.provider}, ${row.results}, ${row.created_at})`;
      return row;
    },
  });
  return viewAnalysis(analysis);
}

async function workOf(
  { store: { sql } }: Backend,
  account: Account,
  { imageIds, ruleIds, schemaId, prompt }: z.output<typeof NewAnalysis>,
): Promise<Work> {
  const images: Image[] = [];
  for (const imageId of imageIds) images.push(await findImage(sql, account, imageId));
  const rules: Rule[] = [];
  for (const ruleId of ruleIds) rules.push(await findRule(sql, account, ruleId));
  const schema = schemaId === undefined ? undefined : await findSchema(sql, account, schemaId);
  return { images, rules, wish: { prompt, fields: schema && JSON.parse(schema.fields) } };
}

function lookAt(backend: Backend, { images, rules, wish }: Work, signal: AbortSignal): Promise<ImageResult[]> {
  const { analyst } = backend;
  return inTurn(images, { width: analyst.width, signal }, async (image, ended) => {
    const content = await readWhole(backend, image);
    const measured = await measure(content, image.id);
    ended.throwIfAborted();
    const sight = await analyst.look({ content, measured }, wish, ended);
    const verdicts = rules.map((rule) => judge(rule, { measured, sight }));
    return { imageId: image.id, measured, ...sight, rules: verdicts };
  });
}
