import type { OperationDescription } from "errata/openapi";
import { z } from "zod";
import { Id, noContent, pageOf, wholeNumber } from "../../shared/http/index.ts";
import { pdf } from "../contract.ts";
import { bodyBounds } from "../http.ts";
import { DesignSummary, DesignView } from "./design.ts";
import { DesignsQuery } from "./list-designs.ts";
import { NewDesign } from "./write-design.ts";

/** Query of `GET /v1/designs/{designId}`. */
export const DesignQuery = z.strictObject({
  version: wholeNumber(z.int().min(1).max(999_999_999)).optional().describe("Version; the newest by default."),
});

const tag = "Designs";
const path = { designId: Id.describe("Id of the design.") };

/** Inputs and outputs of the operations of designs. */
export const designOperations = {
  "GET /v1/designs": {
    tag,
    summary: "Lists the designs, newest first.",
    query: DesignsQuery,
    responses: { 200: { description: "A page of designs.", body: pageOf(DesignSummary) } },
  },
  "POST /v1/designs": {
    tag,
    summary: "Creates a design.",
    description: `Needs the role \`editor\`. ${bodyBounds(pdf.limits.designValues)}`,
    body: NewDesign,
    responses: { 201: { description: "The design.", body: DesignView } },
  },
  "GET /v1/designs/{designId}": {
    tag,
    summary: "Returns a design.",
    path,
    query: DesignQuery,
    responses: { 200: { description: "The design.", body: DesignView } },
  },
  "PUT /v1/designs/{designId}": {
    tag,
    summary: "Replaces a design with a new version.",
    description: `Needs the role \`editor\`. Earlier versions can still be used. ${bodyBounds(pdf.limits.designValues)}`,
    path,
    body: NewDesign,
    responses: { 200: { description: "The new version.", body: DesignView } },
  },
  "DELETE /v1/designs/{designId}": {
    tag,
    summary: "Deletes a design with all its versions.",
    description: "Needs the role `editor`. Documents that were generated from it stay.",
    path,
    responses: { 204: noContent("The design was deleted.") },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
