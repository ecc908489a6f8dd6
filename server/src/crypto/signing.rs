//! Ed25519: a private key that signs, and what its public half verifies.

use super::EnvelopeError;
use crate::clock::Random;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use zeroize::Zeroizing;

/// The private half of a key.
pub struct Signer(Ed25519KeyPair);

impl Signer {
    /// A new seed, which is the private key.
    pub fn seed(random: &dyn Random) -> Zeroizing<[u8; 32]> {
        let mut seed = Zeroizing::new([0; 32]);
        random.fill(seed.as_mut_slice());
        seed
    }

    /// The key of a seed.
    pub fn from_seed(seed: &[u8]) -> Result<Self, EnvelopeError> {
        Ed25519KeyPair::from_seed_unchecked(seed)
            .map(Self)
            .map_err(|_| EnvelopeError::Malformed)
    }

    /// The public half.
    pub fn public_key(&self) -> &[u8] {
        self.0.public_key().as_ref()
    }

    /// The signature of a message.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).as_ref().to_vec()
    }
}

/// Whether the owner of `public_key` has signed this message.
pub fn is_signed(public_key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public_key)
        .verify(message, signature)
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRandom;

    /// RFC 8032, section 7.1, test 2.
    #[test]
    fn it_signs_as_the_standard_says() {
        let seed = hex::decode("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb").unwrap();
        let signer = Signer::from_seed(&seed).unwrap();
        assert_eq!(
            hex::encode(signer.public_key()),
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
        );
        let signature = signer.sign(&[0x72]);
        assert_eq!(
            hex::encode(&signature),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
             085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        );
        assert!(is_signed(signer.public_key(), &[0x72], &signature));
        assert!(!is_signed(signer.public_key(), &[0x73], &signature));
        let other = Signer::from_seed(&*Signer::seed(&SystemRandom)).unwrap();
        assert!(!is_signed(other.public_key(), &[0x72], &signature));
        assert!(Signer::from_seed(&[0; 31]).is_err());
    }
}
