import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { test } from "node:test";
import { Bonjour, type Service } from "bonjour-service";
import { addresses, announce, lanUrls } from "./lan.ts";

const info = (address: string, rest: object = {}) => ({
  address,
  netmask: "255.255.255.0",
  family: "IPv4" as const,
  mac: "02:00:00:00:00:01",
  internal: false,
  cidr: `${address}/24`,
  ...rest,
});
const ipv6 = { ...info("fd00::2"), family: "IPv6" as const, scopeid: 0 };

const freePort = async (): Promise<number> => {
  const socket = createSocket("udp4").bind(0);
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
};

const listener = () => {
  const warnings: unknown[] = [];
  const heard = Promise.withResolvers<void>();
  const warn = (...words: unknown[]): void => {
    warnings.push(words);
    heard.resolve();
  };
  return { warnings, heard: heard.promise, log: { warn } };
};

test("addresses are those that a classroom PC can call", () => {
  const found = addresses({
    lo: [info("127.0.0.1", { internal: true })],
    eth0: [info("192.168.1.20"), ipv6],
    wlan0: [info("10.0.0.7"), info("169.254.3.4")],
    docker0: [info("172.17.0.1")],
  });
  assert.deepEqual(found, ["192.168.1.20", "10.0.0.7"]);
});

test("the port is shown only where it must be typed", () => {
  const config = { LAN_NAME: "preau" };
  assert.deepEqual(lanUrls(config, 80, ["192.168.1.20"]), {
    byName: "http://preau.local",
    byAddress: ["http://192.168.1.20"],
  });
  assert.deepEqual(lanUrls(config, 8080, ["192.168.1.20"]).byAddress, ["http://192.168.1.20:8080"]);
  assert.deepEqual(lanUrls(config, 8080, []).byAddress, []);
});

test("a browser of services on the network finds the box under its name", async (t) => {
  if (addresses().length === 0) return t.skip("this machine is on no network");
  const mdnsPort = await freePort();
  const { warnings, log } = listener();
  const stop = announce({ LAN_NAME: "ecole", ANNOUNCE: "yes" }, 8263, log, { mdnsPort });
  const visitor = new Bonjour({ port: mdnsPort });
  try {
    const found = await new Promise<Service | null>((resolve) => visitor.findOne({ type: "http" }, 8000, resolve));
    assert.ok(found);
    assert.equal(found.host, "ecole.local");
    assert.equal(found.port, 8263);
    assert.ok(addresses().every((address) => found.addresses?.includes(address)));
    assert.deepEqual(warnings, []);
  } finally {
    visitor.destroy();
    await stop();
  }
});

test("a taken port is reported and ends nothing", async () => {
  const taken = createSocket("udp4").bind(0);
  await once(taken, "listening");
  const { heard, log } = listener();
  const stop = announce({ LAN_NAME: "ecole", ANNOUNCE: "yes" }, 8263, log, { mdnsPort: taken.address().port });
  await heard;
  await stop();
  taken.close();
});
