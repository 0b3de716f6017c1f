import { type ApiDescription, describeApi } from "errata/openapi";
import { bearer } from "../shared/http/index.ts";
import { pdf } from "./contract.ts";
import { credentialOperations } from "./credentials/operations.ts";
import { designOperations } from "./designs/operations.ts";
import { documentOperations } from "./documents/operations.ts";
import { jobOperations } from "./jobs/operations.ts";
import { workspaceOperations } from "./workspaces/operations.ts";

/** Inputs and outputs of the pdf API. */
export const pdfDescription: ApiDescription = describeApi(pdf, {
  description: "Generates PDF documents from designs and variables, one at a time or in batches.",
  license: { name: "MIT", identifier: "MIT" },
  security: bearer("An API key (`pdf_live_…`), or a token from `POST /v1/sessions`."),
  tags: {
    Workspaces: "The caller's workspace, its members and its credits.",
    Credentials: "Sign-in and API keys.",
    Designs: "Designs of documents, with variables.",
    Documents: "Documents generated one at a time.",
    Jobs: "Batches of documents, generated in the background.",
  },
  operations: {
    ...workspaceOperations,
    ...credentialOperations,
    ...designOperations,
    ...documentOperations,
    ...jobOperations,
  },
});
