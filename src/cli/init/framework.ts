/** Style of the generated code: its language, and how it imports files. */
export interface Style {
  /** Keeps a text in TypeScript, and leaves it out in JavaScript. */
  readonly ts: (text: string) => string;
  /** Path of another file for an import, with the extension that the project needs. */
  readonly path: (file: string) => string;
}

/** A framework for which errata has an adapter. */
export interface Framework {
  readonly name: "node" | "hono" | "express" | "fastify" | "koa" | "h3" | "elysia" | "next" | "nest";
  /** Package whose presence tells that a project uses the framework. */
  readonly dependency?: string;
  /** Set for a framework whose decorators need TypeScript. */
  readonly needsTypeScript?: boolean;
  /** Packages of types that a TypeScript project needs. */
  readonly types?: readonly string[];
  /** Prefix of the example's path. */
  readonly prefix: string;
  /** Returns the module that adds the boundary and an example route to an app. */
  readonly route: (style: Style) => string;
  /** Returns the imports and the body of the test; `response` is what the route returns for the id 7. */
  readonly test: (style: Style) => TestParts;
  /** Returns the lines that the user adds to the app. */
  readonly use: (style: Style) => string;
}

/** The parts of a test that differ between frameworks. */
export interface TestParts {
  readonly imports: string;
  readonly before: string;
  /** An expression: the response of the example. */
  readonly response: string;
  readonly after?: string;
}

const doc =
  "/** Returns the errors of the contract for everything that fails in an app. Call it before the first route. */";
const serve = `await once(server, "listening");
  const { port } = server.address()`;
const fetched = {
  response: `fetch(\`http://127.0.0.1:\${port}/errata-example/7\`)`,
  after: "server.close();",
};

/** Every supported framework, `node` last because every project has it. */
export const frameworks: readonly Framework[] = [
  {
    name: "next",
    dependency: "next",
    prefix: "/api",
    route: ({ path }) => `import { nextRoute } from "errata/next";
import { boundary } from "errata/server";
import { api } from "${path("contract")}";

// Import one boundary in all of your routes: move it to a module of its own when you add the second one.
const apiBoundary = boundary(api);
const errors = api.operation("GET /api/errata-example/{exampleId}");

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = nextRoute(apiBoundary, {
  async GET(_request, { params }) {
    const { exampleId } = await params;
    throw errors.EXAMPLE_NOT_FOUND({ exampleId: String(exampleId) });
  },
});
`,
    test: ({ path }) => ({
      imports: `import { GET } from "${path("route")}";`,
      before: `const request = new Request("http://localhost/api/errata-example/7");`,
      response: `GET(request, { params: Promise.resolve({ exampleId: "7" }) })`,
    }),
    use: () => `Pass the handlers of your route.ts files to nextRoute, as the example does.`,
  },
  {
    name: "nest",
    dependency: "@nestjs/core",
    needsTypeScript: true,
    prefix: "",
    route: ({ path }) => `import { Controller, Get, Module, Param } from "@nestjs/common";
import { ErrataModule } from "errata/nest";
import { boundary } from "errata/server";
import { api } from "${path("contract")}";

const errors = api.operation("GET /errata-example/{exampleId}");

@Controller("errata-example")
class ExampleController {
  @Get(":exampleId")
  find(@Param("exampleId") exampleId: string): never {
    throw errors.EXAMPLE_NOT_FOUND({ exampleId });
  }
}

/** Returns the errors of the contract for everything that fails in an app. Import it once, in the root module. */
@Module({ imports: [ErrataModule.forRoot(boundary(api))], controllers: [ExampleController] })
export class ErrorsModule {}
`,
    test: ({ path }) => ({
      imports: `import { NestFactory } from "@nestjs/core";
import { ErrorsModule } from "${path("routes")}";`,
      before: `const app = await NestFactory.create(ErrorsModule, { logger: false });
  await app.listen(0);
  const { port } = app.getHttpServer().address();`,
      response: fetched.response,
      after: "await app.close();",
    }),
    use: () => "@Module({ imports: [ErrorsModule] })\nexport class AppModule {}",
  },
  {
    name: "hono",
    dependency: "hono",
    prefix: "",
    route: ({ ts, path }) => `import { ${ts("type BoundaryEnv, ")}honoBoundary } from "errata/hono";
import { boundary } from "errata/server";
${ts('import type { Hono } from "hono";\n')}import { api } from "${path("contract")}";

${doc}
export function addErrata(app${ts(": Hono<BoundaryEnv>")})${ts(": void")} {
  honoBoundary(app, boundary(api));
  const errors = api.operation("GET /errata-example/{exampleId}");
  app.get("/errata-example/:exampleId", (c) => {
    throw errors.EXAMPLE_NOT_FOUND({ exampleId: c.req.param("exampleId") });
  });
}
`,
    test: ({ ts, path }) => ({
      imports: `${ts('import type { BoundaryEnv } from "errata/hono";\n')}import { Hono } from "hono";
import { addErrata } from "${path("routes")}";`,
      before: `const app = new Hono${ts("<BoundaryEnv>")}();
  addErrata(app);`,
      response: `app.request("/errata-example/7")`,
    }),
    use: ({ ts }) => `const app = new Hono${ts("<BoundaryEnv>")}();
addErrata(app);`,
  },
  {
    name: "express",
    dependency: "express",
    types: ["@types/express"],
    prefix: "",
    route: ({ ts, path }) => `import { expressBoundary } from "errata/express";
import { boundary } from "errata/server";
${ts('import type { Express } from "express";\n')}import { api } from "${path("contract")}";

${doc}
export function addErrata(app${ts(": Express")})${ts(": void")} {
  expressBoundary(app, boundary(api));
  const errors = api.operation("GET /errata-example/{exampleId}");
  app.get("/errata-example/:exampleId", (request) => {
    throw errors.EXAMPLE_NOT_FOUND({ exampleId: request.params.exampleId });
  });
}
`,
    test: ({ ts, path }) => ({
      imports: `import { once } from "node:events";
${ts('import type { AddressInfo } from "node:net";\n')}import express from "express";
import { addErrata } from "${path("routes")}";`,
      before: `const app = express();
  addErrata(app);
  const server = app.listen(0);
  ${serve}${ts(" as AddressInfo")};`,
      ...fetched,
    }),
    use: () => "const app = express();\naddErrata(app);",
  },
  {
    name: "fastify",
    dependency: "fastify",
    prefix: "",
    route: ({ ts, path }) => `import { fastifyBoundary } from "errata/fastify";
import { boundary } from "errata/server";
${ts('import type { FastifyInstance } from "fastify";\n')}import { api } from "${path("contract")}";

${doc}
export function addErrata(app${ts(": FastifyInstance")})${ts(": void")} {
  fastifyBoundary(app, boundary(api));
  const errors = api.operation("GET /errata-example/{exampleId}");
  app.get${ts("<{ Params: { exampleId: string } }>")}("/errata-example/:exampleId", async (request) => {
    throw errors.EXAMPLE_NOT_FOUND({ exampleId: request.params.exampleId });
  });
}
`,
    test: ({ path }) => ({
      imports: `import { fastify } from "fastify";
import { addErrata } from "${path("routes")}";`,
      before: `const app = fastify();
  addErrata(app);`,
      response: `app.inject("/errata-example/7")`,
      after: "await app.close();",
    }),
    use: () => "const app = fastify();\naddErrata(app);",
  },
  {
    name: "koa",
    dependency: "koa",
    types: ["@types/koa"],
    prefix: "",
    route: ({ ts, path }) => `import { koaBoundary } from "errata/koa";
import { boundary } from "errata/server";
${ts('import type Koa from "koa";\n')}import { api } from "${path("contract")}";

${doc}
export function addErrata(app${ts(": Koa")})${ts(": void")} {
  koaBoundary(app, boundary(api));
  const errors = api.operation("GET /errata-example/{exampleId}");
  app.use((ctx, next) => {
    const [, exampleId] = /^\\/errata-example\\/([^/]+)$/.exec(ctx.path) ?? [];
    if (exampleId === undefined) return next();
    throw errors.EXAMPLE_NOT_FOUND({ exampleId });
  });
}
`,
    test: ({ ts, path }) => ({
      imports: `import { once } from "node:events";
${ts('import type { AddressInfo } from "node:net";\n')}import Koa from "koa";
import { addErrata } from "${path("routes")}";`,
      before: `const app = new Koa();
  addErrata(app);
  const server = app.listen(0);
  ${serve}${ts(" as AddressInfo")};`,
      ...fetched,
    }),
    use: () => "const app = new Koa();\naddErrata(app);",
  },
  {
    name: "h3",
    dependency: "h3",
    prefix: "",
    route: ({ ts, path }) => `import { h3Boundary } from "errata/h3";
import { boundary } from "errata/server";
import { getRouterParam${ts(", type H3")} } from "h3";
import { api } from "${path("contract")}";

${doc}
export function addErrata(app${ts(": H3")})${ts(": void")} {
  h3Boundary(app, boundary(api));
  const errors = api.operation("GET /errata-example/{exampleId}");
  app.get("/errata-example/:exampleId", (event) => {
    throw errors.EXAMPLE_NOT_FOUND({ exampleId: getRouterParam(event, "exampleId") ?? "" });
  });
}
`,
    test: ({ path }) => ({
      imports: `import { H3 } from "h3";
import { addErrata } from "${path("routes")}";`,
      before: `const app = new H3();
  addErrata(app);`,
      response: `app.request("/errata-example/7")`,
    }),
    use: () => "const app = new H3();\naddErrata(app);",
  },
  {
    name: "elysia",
    dependency: "elysia",
    prefix: "",
    route: ({
      ts,
      path,
    }) => `${ts('import type { Elysia } from "elysia";\n')}import { elysiaBoundary } from "errata/elysia";
import { boundary } from "errata/server";
import { api } from "${path("contract")}";

${doc}
export function addErrata(app${ts(": Elysia")})${ts(": void")} {
  const errors = api.operation("GET /errata-example/{exampleId}");
  app.use(elysiaBoundary(boundary(api))).get("/errata-example/:exampleId", ({ params }) => {
    throw errors.EXAMPLE_NOT_FOUND({ exampleId: params.exampleId });
  });
}
`,
    test: ({ path }) => ({
      imports: `import { Elysia } from "elysia";
import { addErrata } from "${path("routes")}";`,
      before: `const app = new Elysia();
  addErrata(app);`,
      response: `app.handle(new Request("http://localhost/errata-example/7"))`,
    }),
    use: () => "const app = new Elysia();\naddErrata(app);",
  },
  {
    name: "node",
    prefix: "",
    route: ({ ts, path }) => `import { createServer${ts(", type Server")} } from "node:http";
import { handleClientErrors, nodeListener, serverOptions } from "errata/node";
import { boundary } from "errata/server";
import { api } from "${path("contract")}";

/** Creates a server that returns the errors of the contract for everything that fails in it. */
export function errataServer()${ts(": Server")} {
  const apiBoundary = boundary(api);
  const errors = api.operation("GET /errata-example/{exampleId}");
  const listener = nodeListener(apiBoundary, async (request) => {
    throw errors.EXAMPLE_NOT_FOUND({ exampleId: request.url?.split("/").at(-1) ?? "" });
  });
  const server = createServer(serverOptions, listener);
  handleClientErrors(server, apiBoundary);
  return server;
}
`,
    test: ({ ts, path }) => ({
      imports: `import { once } from "node:events";
${ts('import type { AddressInfo } from "node:net";\n')}import { errataServer } from "${path("routes")}";`,
      before: `const server = errataServer().listen(0);
  ${serve}${ts(" as AddressInfo")};`,
      ...fetched,
    }),
    use: () => "errataServer().listen(3000);",
  },
];
