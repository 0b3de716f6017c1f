/** The shop of the server's tests as a Hono app. */
export { shopApp } from "./shop-app.ts";
