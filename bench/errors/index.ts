/** Creates and renders one expected error at a call depth of ten, with Errata and with other libraries. */
import createFastifyError from "@fastify/error";
import { notFound } from "@hapi/boom";
import { contract } from "errata";
import { envelopesOf } from "errata/envelope";
import { defineErrorCatalog } from "evlog";
import { HTTPException } from "hono/http-exception";
import createHttpError from "http-errors";
import { z } from "zod";
import { type Case, interleave } from "../interleave.ts";
import { printTable, ratio } from "../table.ts";

const message = "Render r_1234 was not found.";
const requestId = "0f8fad5b-d9cb-469f-a165-70867728950e";

const api = contract({
  name: "renders",
  version: "1.0.0",
  envelope: { error: { code: "$code", message: "$message", details: "$details?" }, request_id: "$requestId" },
  errors: {
    RENDER_NOT_FOUND: {
      kind: "not_found",
      when: "No render has the id.",
      message: "Render {renderId} was not found.",
      details: z.object({ renderId: z.string() }),
    },
    NOT_FOUND: { kind: "not_found", when: "No render has the id.", message },
  },
});
const renderWithDetails = rendererOf("RENDER_NOT_FOUND");
const renderBare = rendererOf("NOT_FOUND");

class NotFoundError extends Error {
  readonly code = "RENDER_NOT_FOUND";
  readonly status = 404;
}
const FastifyNotFound = createFastifyError("RENDER_NOT_FOUND", "Render %s was not found.", 404);
const FastifyNotFoundNoStack = createFastifyError("RENDER_NOT_FOUND", "Render %s was not found.", 404, Error, false);
const catalog = defineErrorCatalog("renders", {
  RENDER_NOT_FOUND: {
    status: 404,
    message: ({ renderId }: { renderId: string }) => `Render ${renderId} was not found.`,
    why: "No render has the id.",
    fix: "List the renders.",
  },
});

/** The equivalent body without a library. */
const stringify = (code: string, text: string): string =>
  JSON.stringify({ error: { code, message: text, details: { renderId: "r_1234" } }, request_id: requestId });

const cases: readonly Case[] = [
  {
    name: "class extends Error + JSON.stringify",
    run: deep(() =>
      createAndRender(
        () => new NotFoundError(message),
        (error) => stringify(error.code, error.message),
      ),
    ),
  },
  {
    name: "Errata, with details",
    run: deep(() => createAndRender(() => api.error.RENDER_NOT_FOUND({ renderId: "r_1234" }), renderWithDetails)),
  },
  { name: "Errata, constant message", run: deep(() => createAndRender(() => api.error.NOT_FOUND(), renderBare)) },
  {
    name: "@fastify/error",
    run: deep(() =>
      createAndRender(
        () => new FastifyNotFound("r_1234"),
        (error) => stringify(error.code, error.message),
      ),
    ),
  },
  {
    name: "@fastify/error, capture off",
    run: deep(() =>
      createAndRender(
        () => new FastifyNotFoundNoStack("r_1234"),
        (error) => stringify(error.code, error.message),
      ),
    ),
  },
  {
    name: "@hapi/boom",
    run: deep(() =>
      createAndRender(
        () => notFound(message),
        (error) => stringify("RENDER_NOT_FOUND", error.output.payload.message),
      ),
    ),
  },
  {
    name: "http-errors",
    run: deep(() =>
      createAndRender(
        () => createHttpError(404, message, { code: "RENDER_NOT_FOUND" }),
        (error) => stringify(String(error.code), error.message),
      ),
    ),
  },
  {
    name: "Hono HTTPException",
    run: deep(() =>
      createAndRender(
        () => new HTTPException(404, { message }),
        (error) => stringify("RENDER_NOT_FOUND", error.message),
      ),
    ),
  },
  {
    name: "evlog catalogue",
    run: deep(() =>
      createAndRender(
        () => catalog.RENDER_NOT_FOUND({ renderId: "r_1234" }),
        (error) => JSON.stringify(error),
      ),
    ),
  },
];

const timings = interleave(cases);
const baseNs = timings[0]?.medianNs ?? Number.NaN;
process.stdout.write("create + render one expected error, call depth 10, median ns\n");
printTable(
  ["case", "ns", "vs plain class"],
  timings.map(({ name, medianNs }) => [name, medianNs.toFixed(0), ratio(medianNs, baseNs)]),
);
const ours = (timings[1]?.medianNs ?? Number.NaN) / baseNs;
process.stdout.write(
  `target: Errata at most 0.10x of the plain class; measured ${ours.toFixed(3)}x: ${ours <= 0.1 ? "met" : "MISSED"}\n`,
);

function rendererOf(code: "RENDER_NOT_FOUND" | "NOT_FOUND"): (error: { readonly details: unknown }) => string {
  const { entry } = api.error[code];
  const render = envelopesOf(api).of(entry).renderer(entry);
  return ({ details }) => render({ details, requestId });
}

function createAndRender<Thrown>(create: () => Thrown, render: (error: Thrown) => string): string {
  return render(create());
}

/** Adds ten stack frames, as many as in a small service. */
function deep(run: () => string): () => string {
  const step = (left: number): string => (left === 0 ? run() : step(left - 1));
  return () => step(10);
}
