// The providers' own libraries against a running host, both ways: what their signers make must be
// accepted (and refused once it is changed); what `amfs event trigger` signs must pass their
// verifiers. Started by cross_check_test, which sets the environment and copies this file beside
// node_modules.
import {execFile} from 'node:child_process';
import {createHmac, createPrivateKey, createPublicKey, randomUUID, sign, verify} from 'node:crypto';
import {createServer} from 'node:http';

import * as octokit from '@octokit/webhooks-methods';
import bolt from '@slack/bolt/dist/receivers/verify-request.js';
import {Webhook as StandardWebhook} from 'standardwebhooks';
import Stripe from 'stripe';
import {Webhook as SvixWebhook} from 'svix';

const {AMFS_URL, AMFS_BINARY, AMFS_DATA_DIR} = process.env;
const secret = (name) => process.env[`AMFS_CONNECTOR_${name}_SECRET`];
const stripe = new Stripe('sk_test_unused');
const json = {'Content-Type': 'application/json'};
const seconds = () => Math.floor(Date.now() / 1000);

let checks = 0;
function check(what, ok) {
  checks += 1;
  if (ok) return;
  console.error(`FAILED: ${what}`);
  process.exitCode = 1;
}

async function deliver(connector, headers, body) {
  const answer = await fetch(`${AMFS_URL}/api/v1/webhooks/${connector}`,
                             {method: 'POST', headers: {...json, ...headers}, body});
  await answer.arrayBuffer();
  return answer.status;
}

// Their signer, our verifier: as signed, with another body, with the signature of another secret.
async function accepts(connector, body, signed) {
  const other = JSON.stringify({...JSON.parse(body), other: 1});
  check(`${connector}: the host accepts what their library signed`,
        Math.floor((await deliver(connector, await signed(body, false), body)) / 100) === 2);
  check(`${connector}: the host refuses another body`,
        (await deliver(connector, await signed(body, false), other)) === 401);
  check(`${connector}: the host refuses another secret`,
        (await deliver(connector, await signed(body, true), body)) === 401);
}

// Our signer: what `amfs event trigger` sends, caught by a server of our own.
function triggered(connector, sample) {
  return new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      const pieces = [];
      request.on('data', (piece) => pieces.push(piece));
      request.on('end', () => {
        response.writeHead(200, json);
        response.end('{"status":"accepted","event_id":"evt_1","event_type":"x"}');
        resolve({headers: request.headers, body: Buffer.concat(pieces).toString()});
      });
    });
    server.listen(0, '127.0.0.1', () => {
      const url = `http://127.0.0.1:${server.address().port}`;
      execFile(AMFS_BINARY, ['event', 'trigger', connector, sample, '--url', url, '--data', AMFS_DATA_DIR],
               (error, out, err) => {
                 server.close();
                 if (error) reject(new Error(`event trigger ${connector}: ${err}`));
               });
    });
  });
}

async function verifies(connector, sample, verify) {
  const {headers, body} = await triggered(connector, sample);
  const holds = async (text) => {
    try {
      return (await verify(headers, text)) !== false;
    } catch {
      return false;
    }
  };
  check(`${connector}: their library accepts what event trigger signed`, await holds(body));
  check(`${connector}: their library refuses another body`, !(await holds(`${body} `)));
}

async function github() {
  const key = secret('GITHUB');
  await accepts('github', '{"zen":"Keep it simple."}', async (body, wrong) => ({
    'X-GitHub-Event': 'ping',
    'X-GitHub-Delivery': randomUUID(),
    'X-Hub-Signature-256': await octokit.sign(wrong ? 'another secret' : key, body),
  }));
  await verifies('github', 'push',
                 (headers, body) => octokit.verify(key, body, headers['x-hub-signature-256']));
}

async function stripeEvents() {
  const key = secret('STRIPE');
  await accepts('stripe', '{"id":"evt_1","type":"charge.succeeded","data":{"object":{"id":"ch_1"}}}',
                (payload, wrong) => ({
                  'Stripe-Signature': stripe.webhooks.generateTestHeaderString(
                      {payload, secret: wrong ? 'whsec_another_one' : key}),
                }));
  await verifies('stripe', 'charge.succeeded', (headers, body) =>
      stripe.webhooks.constructEvent(body, headers['stripe-signature'], key));
}

async function standardWebhooks() {
  const key = secret('STANDARD_WEBHOOKS');
  const another = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
  for (const Webhook of [StandardWebhook, SvixWebhook]) {
    await accepts('standard-webhooks', '{"type":"a.b","data":{"id":"1"}}', (body, wrong) => {
      const id = `msg_${randomUUID()}`;
      const now = new Date();
      return {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(wrong ? another : key).sign(id, now, body),
      };
    });
    await verifies('standard-webhooks', 'invoice.paid',
                   (headers, body) => new Webhook(key).verify(body, headers) !== undefined);
  }
}

// v1a: neither library knows it; Node's own ed25519 does.
async function standardWebhooksPublicKey() {
  const seed = Buffer.from(process.env.AMFS_CONNECTOR_SIGNED_V1A_SIGNING_KEY.slice(5), 'base64');
  const pkcs8 = (bytes) => createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), bytes]),
    format: 'der',
    type: 'pkcs8',
  });
  await accepts('signed-v1a', '{"type":"a.b"}', (body, wrong) => {
    const id = `msg_${randomUUID()}`;
    const time = String(seconds());
    const key = pkcs8(wrong ? Buffer.alloc(32, 9) : seed);
    const signature = sign(null, Buffer.from(`${id}.${time}.${body}`), key).toString('base64');
    return {'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1a,${signature}`};
  });
  await verifies('signed-v1a', 'sample', (headers, body) => {
    const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const signature = Buffer.from(headers['webhook-signature'].slice(4), 'base64');
    return verify(null, Buffer.from(text), createPublicKey(pkcs8(seed)), signature);
  });
}

// Bolt only verifies: what Slack signs, as its documentation says, must please both.
async function slack() {
  const key = secret('SIGNED_V0');
  const check0 = (headers, body) => bolt.verifySlackRequest({
    signingSecret: key,
    body,
    headers: {
      'x-slack-signature': headers['x-slack-signature'] ?? headers['X-Slack-Signature'],
      'x-slack-request-timestamp':
          Number(headers['x-slack-request-timestamp'] ?? headers['X-Slack-Request-Timestamp']),
    },
  });
  const sign0 = (body, wrong) => {
    const time = String(seconds());
    const code = createHmac('sha256', wrong ? 'another secret' : key).update(`v0:${time}:${body}`);
    return {'X-Slack-Request-Timestamp': time, 'X-Slack-Signature': `v0=${code.digest('hex')}`};
  };
  check0(sign0('{}', false), '{}');  // throws when our idea of Slack's signature is not Bolt's
  await accepts('signed-v0', '{"type":"event_callback"}', sign0);
  await verifies('signed-v0', 'sample', check0);
}

await github();
await stripeEvents();
await standardWebhooks();
await standardWebhooksPublicKey();
await slack();
console.log(`${checks} checks with the providers' own software`);
