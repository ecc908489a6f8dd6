// The reference implementation of eddsa-jcs-2022 as a second witness: it knows nothing of this project.
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { createVerifyCryptosuite } from "@digitalbazaar/eddsa-jcs-2022-cryptosuite";
import jsigs from "jsonld-signatures";
import { demo } from "../support/people.js";
import { expect, test } from "../support/test.js";

interface Did {
  id: string;
  verificationMethod: { id: string }[];
}

test("another implementation accepts the credential of a passport, and no changed one", async ({ request }) => {
  const credential = await (await request.get(`${demo.passport_url}.vc.json`)).json();
  // did:web:{host}:b:{id}, read as anybody reads it.
  const brand = (credential.issuer.id as string).split(":").at(-1);
  const did: Did = await (await request.get(new URL(`/b/${brand}/did.json`, demo.base_url).href)).json();
  expect(did.id).toBe(credential.issuer.id);

  const documentLoader = async (url: string) => {
    const method = did.verificationMethod.find((one) => one.id === url);
    const found = url === did.id ? did : method && { "@context": "https://w3id.org/security/multikey/v1", ...method };
    if (!found) throw new Error(`${url} is not to be loaded`);
    return { contextUrl: null, documentUrl: url, document: found };
  };
  const verify = async (document: unknown) => {
    const suite = new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() });
    const purpose = new jsigs.purposes.AssertionProofPurpose();
    return (await jsigs.verify(document, { suite, purpose, documentLoader })).verified;
  };
  expect(await verify(credential)).toBe(true);
  credential.credentialSubject.name += "!";
  expect(await verify(credential)).toBe(false);
});
