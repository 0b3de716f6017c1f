import { type ApiDescription, describeApi } from "errata/openapi";
import { bearer } from "../shared/http/index.ts";
import { accountOperations } from "./accounts/operations.ts";
import { analysisOperations } from "./analyses/operations.ts";
import { vision } from "./contract.ts";
import { imageOperations } from "./images/operations.ts";
import { keyOperations } from "./keys/operations.ts";
import { ruleOperations } from "./rules/operations.ts";
import { schemaOperations } from "./schemas/operations.ts";

/** Inputs and outputs of the vision API. */
export const visionDescription: ApiDescription = describeApi(vision, {
  description: "Analyses images with rules and extraction schemas, one image at a time or in batches.",
  license: { name: "MIT", identifier: "MIT" },
  security: {
    ...bearer("An API key (`vis_live_…`)."),
    apiKey: { type: "apiKey", in: "header", name: "X-Api-Key", description: "The same API key, without `Bearer`." },
  },
  tags: {
    Account: "The account, its plan and its usage.",
    "API keys": "Keys with fewer scopes or an expiry.",
    Images: "Uploaded images.",
    Rules: "Rules that an analysis checks.",
    "Extraction schemas": "Schemas of the data that an analysis extracts.",
    Analyses: "Analyses of one image or of a batch.",
  },
  operations: {
    ...accountOperations,
    ...keyOperations,
    ...imageOperations,
    ...ruleOperations,
    ...schemaOperations,
    ...analysisOperations,
  },
});
