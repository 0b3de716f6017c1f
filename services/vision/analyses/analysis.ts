import type { Sql } from "errata/store";
import { isoTime } from "../../shared/http/index.ts";
import type { Account } from "../accounts/account.ts";
import { vision } from "../contract.ts";
import type { Measurements } from "../images/measure-image.ts";
import type { RuleResult } from "../rules/rule.ts";
import type { Observation } from "./image-analyst.ts";

/** The result for one image. */
export interface ImageResult extends Observation {
  readonly imageId: string;
  readonly measured: Measurements;
  readonly rules: readonly RuleResult[];
}

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

/** An analysis in responses. */
export interface AnalysisView {
  readonly id: string;
  /** `local`, or the name of the model. */
  readonly provider: string;
  readonly images: readonly ImageResult[];
  readonly createdAt: string;
}

/** Converts an analysis to its form in responses. */
export function toWire({ id, provider, results, created_at }: Analysis): AnalysisView {
  return { id, provider, images: JSON.parse(results), createdAt: isoTime(created_at) };
}
