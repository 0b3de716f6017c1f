import { fragment, type Sql } from "errata/store";
import { z } from "zod";
import { Id, inPage, isoTime, type Page, Time, toPage } from "../../shared/http/index.ts";
import type { Account } from "../accounts/account.ts";
import type { Backend } from "../backend.ts";
import { vision } from "../contract.ts";
import { ListQuery } from "../http.ts";
import { Measurements } from "../images/measurements.ts";
import { RuleResult } from "../rules/rule.ts";
import { Observation } from "./image-analyst.ts";

/** The result for one image. */
const ImageResult = z
  .object({
    imageId: z.string().describe("Id of the image."),
    measured: Measurements.describe("What was measured."),
    ...Observation.shape,
    rules: z.array(RuleResult).readonly().describe("Results of the rules, in the order of the request."),
  })
  .meta({ title: "ImageResult" });

/** The result for one image. */
export type ImageResult = z.output<typeof ImageResult>;

/** A row of the table of analyses. */
export interface Analysis {
  readonly id: string;
  readonly provider: string;
  /** JSON of a list of `ImageResult`. */
  readonly results: string;
  readonly created_at: number;
}

/** Finds an analysis of an account. @throws ANALYSIS_NOT_FOUND */
export async function findAnalysis(sql: Sql, account: Account, analysisId: string): Promise<Analysis> {
  const [analysis] = await sql<Analysis>`
    SELECT id, provider, results, created_at FROM vision_analyses
    WHERE id = ${analysisId} AND account_id = ${account.id}`;
  if (analysis === undefined) throw vision.error.ANALYSIS_NOT_FOUND();
  return analysis;
}

/** Query of `GET /v1/analyses`. */
export const AnalysisQuery = ListQuery.extend({
  imageId: Id.optional().describe("Lists only analyses of this image, which can have been deleted since."),
});

/** The result of the deletion of an analysis. */
export const DeletedAnalysis = z
  .object({ id: z.string().describe("Id of the analysis."), deleted: z.literal(true).describe("Always true.") })
  .meta({ title: "DeletedAnalysis" });

/** Deletes an analysis and the response to its request. Its images remain, and so does the charge. @throws ANALYSIS_NOT_FOUND */
export async function deleteAnalysis(
  { store, idempotency }: Backend,
  account: Account,
  analysisId: string,
): Promise<z.output<typeof DeletedAnalysis>> {
  await store.transaction(
    async (sql) => {
      const deleted = await sql`
        DELETE FROM vision_analyses WHERE id = ${analysisId} AND account_id = ${account.id} RETURNING id`;
      if (deleted.length === 0) throw vision.error.ANALYSIS_NOT_FOUND();
      await idempotency.records.forget(sql, account.id, analysisId);
    },
    { sqlOnly: true },
  );
  return { id: analysisId, deleted: true };
}

/** An analysis in responses. */
export const AnalysisView = z
  .object({
    id: z.string().describe("Id of the analysis."),
    provider: z.string().describe("`local`, or the name of the model."),
    images: z.array(ImageResult).readonly().describe("Results of the images, in the order of the request."),
    createdAt: Time.describe("When the analysis was finished."),
  })
  .meta({ title: "Analysis" });

/** An analysis in responses. */
export type AnalysisView = z.output<typeof AnalysisView>;

/** Converts an analysis to its form in responses. */
export function toWire({ id, provider, results, created_at }: Analysis): AnalysisView {
  return { id, provider, images: JSON.parse(results), createdAt: isoTime(created_at) };
}

/** Lists the analyses of an account, newest first. */
export async function listAnalyses(
  sql: Sql,
  account: Account,
  { limit, imageId, ...page }: z.output<typeof AnalysisQuery>,
): Promise<Page<AnalysisView>> {
  const rows =
    imageId === undefined
      ? await sql<Analysis>`
          SELECT id, provider, results, created_at FROM vision_analyses
          WHERE account_id = ${account.id} ${inPage(page)}
          ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`
      : await sql<Analysis>`
          SELECT a.id, a.provider, a.results, a.created_at
          FROM vision_analysis_images i JOIN vision_analyses a ON a.id = i.analysis_id
          WHERE i.image_id = ${imageId} AND a.account_id = ${account.id} ${inPage(page, fragment`i.created_at`, fragment`i.analysis_id`)}
          ORDER BY i.created_at DESC, i.analysis_id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, toWire);
}
