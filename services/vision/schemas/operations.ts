import type { OperationDescription } from "errata/openapi";
import { Id, noContent, pageOf } from "../../shared/http/index.ts";
import { NamedQuery } from "../http.ts";
import { NewSchema, SchemaView } from "./schema.ts";

const tag = "Extraction schemas";
const path = { schemaId: Id.describe("Id of the extraction schema.") };

/** Inputs and outputs of the operations of extraction schemas. */
export const schemaOperations = {
  "GET /v1/schemas": {
    tag,
    summary: "Lists the extraction schemas, newest first.",
    description: "Needs the scope `rules:read`.",
    query: NamedQuery,
    responses: { 200: { description: "A page of extraction schemas.", body: pageOf(SchemaView) } },
  },
  "POST /v1/schemas": {
    tag,
    summary: "Creates an extraction schema.",
    description: "Needs the scope `rules:write`.",
    body: NewSchema,
    responses: { 201: { description: "The extraction schema.", body: SchemaView } },
  },
  "GET /v1/schemas/{schemaId}": {
    tag,
    summary: "Returns an extraction schema.",
    description: "Needs the scope `rules:read`.",
    path,
    responses: { 200: { description: "The extraction schema.", body: SchemaView } },
  },
  "PUT /v1/schemas/{schemaId}": {
    tag,
    summary: "Replaces an extraction schema.",
    description: "Needs the scope `rules:write`. Earlier analyses do not change.",
    path,
    body: NewSchema,
    responses: { 200: { description: "The new extraction schema.", body: SchemaView } },
  },
  "DELETE /v1/schemas/{schemaId}": {
    tag,
    summary: "Deletes an extraction schema.",
    description: "Needs the scope `rules:write`. Its analyses remain.",
    path,
    responses: { 204: noContent("The extraction schema was deleted.") },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
