import type { Sql } from "errata/store";
import { isoTime } from "../../shared/http/index.ts";
import type { Account } from "../accounts/account.ts";
import { vision } from "../contract.ts";
import type { Verdict } from "../rules/rule.ts";
import type { Sight } from "./analyst.ts";
import type { Measurements } from "./measure.ts";

/** What was found on one image. */
export interface ImageResult extends Sight {
  readonly imageId: string;
  readonly measured: Measurements;
  readonly rules: readonly Verdict[];
}

/** One row of the analyses. */
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

/** An analysis as the API shows it. */
export interface AnalysisView {
  readonly id: string;
  /** Who looked: `local`, or the name of a model. */
  readonly provider: string;
  readonly images: readonly ImageResult[];
  readonly createdAt: string;
}

/** Writes an analysis as the API shows it. */
export function viewAnalysis({ id, provider, results, created_at }: Analysis): AnalysisView {
  return { id, provider, images: JSON.parse(results), createdAt: isoTime(created_at) };
}
