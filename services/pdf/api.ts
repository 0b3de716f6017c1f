import type { Api, ServiceEnvironment, Try } from "../shared/api/index.ts";
import { pdf } from "./contract.ts";
import { atlas, demoDesignOf, openDemo } from "./demo.ts";
import { openPdf, type PdfService } from "./service.ts";

/** Opens the service for the launcher. `ERRATA_PDF_S3` may hold the address of a store that speaks S3. */
export async function openPdfApi(environment: ServiceEnvironment): Promise<Api> {
  const url = process.env.ERRATA_PDF_S3 ?? "";
  try {
    return pdfApi(await openPdf({ ...environment, ...(url !== "" && { s3: { url } }) }));
  } catch (error) {
    // The address is the only thing here that a person types.
    throw error instanceof TypeError && url !== "" ? new TypeError(`ERRATA_PDF_S3: ${error.message}`) : error;
  }
}

/** Shows the service to the launcher. */
export function pdfApi(service: PdfService): Api {
  return {
    name: "pdf",
    about: "Documents from designs: invoices, labels, letters",
    contract: pdf,
    boundary: service.boundary,
    mount: (root) => void root.route("/pdf", service.app),
    start: () => service.startJobs(),
    stop: () => service.stopJobs(),
    async demo(known) {
      const credentials = await openDemo(service, known);
      const designId = await demoDesignOf(service, atlas.workspaceId);
      const pinchDesignId = await demoDesignOf(service, "pdw_00000000000000000000a002");
      const keyOf = (name: string): string => credentials.find((one) => one.name === name)?.secret ?? "";
      return { credentials, tries: (url) => tries(url, keyOf, { designId, pinchDesignId }) };
    },
  };
}

function tries(
  url: string,
  keyOf: (name: string) => string,
  { designId, pinchDesignId }: { readonly designId: string; readonly pinchDesignId: string },
): readonly Try[] {
  const make = (name: string, design: string): string => {
    const body = {
      designId: design,
      variables: {
        number: "R-1001",
        customer: { name: "Example Ltd", city: "Berlin" },
        lines: [{ article: "Paper, 500 sheets", quantity: 4, price: 5.9 }],
      },
    };
    return `curl -s ${url}/v1/pdfs -H 'Authorization: Bearer ${keyOf(name)}' -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
  };
  return [
    { answer: "201, an invoice for one credit", command: make("atlas", designId) },
    { answer: "402 INSUFFICIENT_CREDITS", command: make("pinch", pinchDesignId) },
    {
      answer: "401 API_KEY_EXPIRED",
      command: `curl -si ${url}/v1/designs -H 'Authorization: Bearer ${keyOf("lapsed")}'`,
    },
  ];
}
