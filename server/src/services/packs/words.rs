//! What whoever opens a pack reads first.

use super::write::About;

/// `README.txt`.
pub(super) fn readme(about: &About) -> String {
    format!(
        "Digital Product Passports of {name}, as of {made_at}\n\
         \n\
         This archive holds everything that was published, and needs no program of ours.\n\
         \n\
         passports/   each passport with all of its versions, their signatures and keys, in one file\n\
         versions/    the same versions one by one: the exact texts that were hashed and signed\n\
         formats/     each version in the open formats\n\
         site/        a web site of files: put it on any file host under the old host name, and every code on a product works\n\
         sites/       the same for each host of your own, in a folder of its name\n\
         serve/       how web servers lead the addresses to the files; _redirects, _headers and redirects.json of a site for others\n\
         keys/        the keys that signed, with their times\n\
         restore/     what a new installation needs beside the passports\n\
         scans/       how often passports were opened, a table for each month\n\
         restricted/  what not everybody may read; keep it apart, and never put it on the web\n\
         \n\
         Only site/ and sites/ are made for the web. The other folders hold earlier versions, which may say what not everybody may read by now.\n\
         \n\
         manifest.json, manifest.sig.json   every file with its SHA-256, and the brand's signature over that list\n\
         \n\
         Check it:     tessera verify PACK.zip\n\
         Restore it:   tessera pack restore PACK.zip --owner you@example.com\n\
         By hand:      open site/verify/index.html in a browser and choose a file of passports/\n",
        name = about.name,
        made_at = about.made_at,
    )
}
