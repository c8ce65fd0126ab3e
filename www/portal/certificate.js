/**
 * Creates a self-signed certificate for the portal's HTTPS at each start. Node has no function for certificates, and
 * all users of the package would have to install a dependency for it.
 */

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

const VALID_DAYS = 365;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Tags of ASN.1. */
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
/** @param {number} number */
const explicit = (number) => 0xa0 + number;
/** @param {number} number */
const implicit = (number) => 0x80 + number;

/** Object identifiers, encoded. */
const ECDSA_WITH_SHA256 = oid('2a8648ce3d040302');
const COMMON_NAME = oid('550403');
const SUBJECT_ALTERNATIVE_NAME = oid('551d11');
const BASIC_CONSTRAINTS = oid('551d13');

/**
 * Creates a key and a certificate for these hosts.
 *
 * @param {string[]} hosts Names and IP addresses.
 * @returns {{ key: string, certificate: string }} Both in PEM.
 */
export function makeCertificate(hosts) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(SEQUENCE, ECDSA_WITH_SHA256);
  const name = der(
    SEQUENCE,
    der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from('bizproc-tasks portal')))),
  );
  const now = Date.now();
  // A positive number without redundant leading bytes.
  const serial = randomBytes(16);
  serial[0] = 0x40 | /** @type {number} */ (serial[0] & 0x3f);

  const content = der(
    SEQUENCE,
    der(explicit(0), der(INTEGER, Buffer.from([2]))),
    der(INTEGER, serial),
    algorithm,
    name,
    der(SEQUENCE, utcTime(now - DAY_MS), utcTime(now + VALID_DAYS * DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      explicit(3),
      der(
        SEQUENCE,
        extension(SUBJECT_ALTERNATIVE_NAME, der(SEQUENCE, ...hosts.map(alternativeName))),
        extension(BASIC_CONSTRAINTS, der(SEQUENCE)),
      ),
    ),
  );
  const signature = der(BIT_STRING, Buffer.from([0]), sign('sha256', content, privateKey));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: pem(der(SEQUENCE, content, algorithm, signature)),
  };
}

/**
 * @param {number} tag
 * @param {Buffer[]} parts
 */
function der(tag, ...parts) {
  const content = Buffer.concat(parts);
  const { length } = content;
  const header =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), content]);
}

/** @param {string} hex */
function oid(hex) {
  return der(OBJECT_ID, Buffer.from(hex, 'hex'));
}

/**
 * @param {Buffer} id
 * @param {Buffer} value
 */
function extension(id, value) {
  return der(SEQUENCE, id, der(OCTET_STRING, value));
}

/** @param {string} host */
function alternativeName(host) {
  switch (isIP(host)) {
    case 4:
      return der(implicit(7), Buffer.from(host.split('.').map(Number)));
    case 6:
      return der(implicit(7), ipv6Bytes(host));
    default:
      return der(implicit(2), Buffer.from(host));
  }
}

/** @param {string} address */
function ipv6Bytes(address) {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const missing = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const groups = [...before, ...missing, ...after];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** @param {number} ms */
function utcTime(ms) {
  const [date = '', time = ''] = new Date(ms).toISOString().slice(2, 19).split('T');
  return der(UTC_TIME, Buffer.from(`${date.replaceAll('-', '')}${time.replaceAll(':', '')}Z`));
}

/** @param {Buffer} bytes */
function pem(bytes) {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
