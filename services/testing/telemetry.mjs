// Starts an SDK of OpenTelemetry in a process of the services. Node loads it before them.
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

new NodeTracerProvider().register();
