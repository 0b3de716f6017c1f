import type { OperationDescription } from "errata/openapi";
import { Id, pageOf } from "../../shared/http/index.ts";
import { AnalysisQuery, AnalysisView, DeletedAnalysis } from "./analysis.ts";
import { NewAnalysis } from "./create-analysis.ts";

const tag = "Analyses";

/** Inputs and outputs of the operations of analyses. */
export const analysisOperations = {
  "POST /v1/analyses": {
    tag,
    summary: "Analyses one or several images.",
    description: "Needs the scope `analyses:run`. A batch succeeds or fails as a whole; a failed one costs nothing.",
    body: NewAnalysis,
    responses: { 201: { description: "The analysis.", body: AnalysisView } },
  },
  "GET /v1/analyses": {
    tag,
    summary: "Lists the analyses, newest first.",
    description: "Needs the scope `analyses:read`.",
    query: AnalysisQuery,
    responses: { 200: { description: "A page of analyses.", body: pageOf(AnalysisView) } },
  },
  "GET /v1/analyses/{analysisId}": {
    tag,
    summary: "Returns an analysis.",
    description: "Needs the scope `analyses:read`.",
    path: { analysisId: Id.describe("Id of the analysis.") },
    responses: { 200: { description: "The analysis.", body: AnalysisView } },
  },
  "DELETE /v1/analyses/{analysisId}": {
    tag,
    summary: "Deletes an analysis.",
    description: "Needs the scope `analyses:run`. Its images remain, and so does what it cost.",
    path: { analysisId: Id.describe("Id of the analysis.") },
    responses: { 200: { description: "The analysis was deleted.", body: DeletedAnalysis } },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
