//! Why a store refuses: what its answer names as the reason, whichever provider's word that is.

/// What somebody has to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The clock of this machine differs from the store's.
    Clock,
    /// The store does not know the key.
    Key,
    /// The key is known, but what was signed with its secret is not what the store expects.
    Signature,
    /// A token that ended, or that is not of this key.
    Token,
    /// The bucket is in another region, or is reached at another endpoint.
    Region,
    /// There is no such bucket.
    Bucket,
    /// The account is blocked, perhaps for want of payment.
    Account,
    /// The key may not do this.
    Permission,
}

/// Words of S3, OSS, COS, OBS, Azure and Google Cloud, the more telling first: an answer may hold several.
const WORDS: [(Cause, &[&str]); 8] = [
    (
        Cause::Clock,
        &[
            "RequestTimeTooSkewed",
            "RequestExpired",
            "RequestIsExpired",
            "Request has expired",
            "InvalidTimeStamp",
            "Token used too early",
        ],
    ),
    (
        Cause::Token,
        &[
            "ExpiredToken",
            "InvalidToken",
            "InvalidSecurityToken",
            "SecurityTokenExpired",
            "TokenRefreshRequired",
            "invalid_grant",
        ],
    ),
    (Cause::Signature, &["SignatureDoesNotMatch", "InvalidSignature", "AuthenticationFailed"]),
    (Cause::Key, &["InvalidAccessKeyId", "InvalidAccessKeyID", "InvalidSecretId", "InvalidAccessKey", "NoSuchKeyId"]),
    (
        Cause::Region,
        &[
            "AuthorizationHeaderMalformed",
            "PermanentRedirect",
            "TemporaryRedirect",
            "IllegalLocationConstraint",
            "InvalidRegion",
            "must be addressed using the specified endpoint",
        ],
    ),
    (
        Cause::Bucket,
        &[
            "NoSuchBucket",
            "InvalidBucketName",
            "ContainerNotFound",
            "NoSuchContainer",
            "The specified bucket does not exist",
        ],
    ),
    (Cause::Account, &["UserDisable", "AccountProblem", "AccountIsDisabled", "Arrear", "InArrears", "NotSignedUp"]),
    (
        Cause::Permission,
        &[
            "AccessDenied",
            "AccessForbidden",
            "AuthorizationPermissionMismatch",
            "AuthorizationFailure",
            "InsufficientAccountPermissions",
            "UserNotPermitted",
            "does not have storage.",
        ],
    ),
];

impl Cause {
    /// The reason that an answer names, if it names one that is known.
    pub fn named(answer: &str) -> Option<Self> {
        let names = |words: &[&str]| words.iter().any(|word| answer.contains(word));
        WORDS.iter().find(|(_, words)| names(words)).map(|(cause, _)| *cause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_all_providers_name_the_reason() {
        for (answer, cause) in [
            (
                r#"S3Error { code: "RequestTimeTooSkewed", message: "The difference between the request time" }"#,
                Cause::Clock,
            ),
            (r#"OssError { code: "RequestTimeTooSkewed", message: "…" }"#, Cause::Clock),
            (r#"CosError { code: "AccessDenied", message: "Request has expired" }"#, Cause::Clock),
            (r#"S3Error { code: "SignatureDoesNotMatch", message: "…" }"#, Cause::Signature),
            (r#"AzblobError { code: "AuthenticationFailed", message: "…" }"#, Cause::Signature),
            (r#"ObsError { code: "InvalidAccessKeyId", message: "…" }"#, Cause::Key),
            (r#"S3Error { code: "ExpiredToken" }"#, Cause::Token),
            (r#"OssError { code: "SecurityTokenExpired" }"#, Cause::Token),
            (
                r#"S3Error { code: "AuthorizationHeaderMalformed", message: "the region 'us-east-1' is wrong" }"#,
                Cause::Region,
            ),
            (r#"S3Error { code: "PermanentRedirect" }"#, Cause::Region),
            (
                r#"OssError { code: "AccessDenied", message: "The bucket you are attempting to access must be addressed using the specified endpoint." }"#,
                Cause::Region,
            ),
            (r#"S3Error { code: "NoSuchBucket" }"#, Cause::Bucket),
            (r#"AzblobError { code: "ContainerNotFound" }"#, Cause::Bucket),
            (r#"OssError { code: "UserDisable" }"#, Cause::Account),
            (r#"S3Error { code: "AccessDenied", message: "Access Denied" }"#, Cause::Permission),
            ("li@x does not have storage.objects.create access", Cause::Permission),
        ] {
            assert_eq!(Cause::named(answer), Some(cause), "{answer}");
        }
        assert_eq!(Cause::named("Unexpected (temporary): connection refused"), None);
    }
}
