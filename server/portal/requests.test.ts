import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { describe, it } from "node:test";
import express from "express";
import { bodyWithin } from "./requests.ts";

describe("a body that trickles in", () => {
  for (const isAnswered of [true, false]) {
    it(`is cut off, ${isAnswered ? "even when nobody waits for it" : "while it is waited for"}`, async () => {
      const app = express();
      app.use(bodyWithin(() => 50));
      app.post("/", (_req, res) => void (isAnswered && res.send("answered")));
      const server = createServer(app).listen(0, "127.0.0.1");
      await once(server, "listening");
      const address = server.address();
      assert.ok(address !== null && typeof address !== "string");
      const socket = connect(address.port, "127.0.0.1");
      socket.on("error", () => undefined).resume(); // being reset is what is expected
      socket.write("POST / HTTP/1.1\r\nHost: portal\r\nContent-Length: 1000\r\n\r\n");
      const trickle = setInterval(() => socket.write("x"), 10);
      // Not once(): it would reject at the reset, and the trickle would go on for ever.
      await new Promise((resolve) => socket.once("close", resolve));
      clearInterval(trickle);
      server.close();
      assert.ok(socket.bytesWritten < 500);
    });
  }
});
