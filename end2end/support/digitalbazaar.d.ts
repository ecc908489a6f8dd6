// The libraries of Digital Bazaar have no types of their own; what the test calls is declared here.
declare module "@digitalbazaar/data-integrity" {
  export class DataIntegrityProof {
    constructor(options: { cryptosuite: unknown });
  }
}

declare module "@digitalbazaar/eddsa-jcs-2022-cryptosuite" {
  export function createVerifyCryptosuite(): unknown;
}

declare module "jsonld-signatures" {
  interface Loaded {
    contextUrl: null;
    documentUrl: string;
    document: unknown;
  }
  interface Options {
    suite: unknown;
    purpose: unknown;
    documentLoader(url: string): Promise<Loaded>;
  }
  const jsigs: {
    purposes: { AssertionProofPurpose: new () => unknown };
    verify(document: unknown, options: Options): Promise<{ verified: boolean; error?: unknown }>;
  };
  export default jsigs;
}
