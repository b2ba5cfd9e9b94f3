//! The causes of refusals, by the error codes of all providers.

/// The cause of a refusal, which decides the remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreErrorCause {
    /// The clock of this machine differs from the store's.
    Clock,
    /// The store does not know the key.
    Key,
    /// The key is known, but what was signed with its secret is not what the store expects.
    Signature,
    /// The session token has expired, or is not of this key.
    Token,
    /// The bucket is in another region, or is reached at another endpoint.
    Region,
    /// There is no such bucket.
    Bucket,
    /// The account is disabled, perhaps for want of payment.
    Account,
    /// The key may not do this.
    Permission,
}

/// Error codes of S3, OSS, COS, OBS, Azure and Google Cloud. An answer may have several: the more specific come first.
const ERROR_CODES: [(StoreErrorCause, &[&str]); 8] = [
    (
        StoreErrorCause::Clock,
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
        StoreErrorCause::Token,
        &[
            "ExpiredToken",
            "InvalidToken",
            "InvalidSecurityToken",
            "SecurityTokenExpired",
            "TokenRefreshRequired",
            "invalid_grant",
        ],
    ),
    (StoreErrorCause::Signature, &["SignatureDoesNotMatch", "InvalidSignature", "AuthenticationFailed"]),
    (
        StoreErrorCause::Key,
        &["InvalidAccessKeyId", "InvalidAccessKeyID", "InvalidSecretId", "InvalidAccessKey", "NoSuchKeyId"],
    ),
    (
        StoreErrorCause::Region,
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
        StoreErrorCause::Bucket,
        &[
            "NoSuchBucket",
            "InvalidBucketName",
            "ContainerNotFound",
            "NoSuchContainer",
            "The specified bucket does not exist",
        ],
    ),
    (
        StoreErrorCause::Account,
        &["UserDisable", "AccountProblem", "AccountIsDisabled", "Arrear", "InArrears", "NotSignedUp"],
    ),
    (
        StoreErrorCause::Permission,
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

impl StoreErrorCause {
    /// Returns the cause that an answer names, if it is a known one.
    pub fn find_in_answer(answer: &str) -> Option<Self> {
        let mut causes = ERROR_CODES.iter();
        causes.find(|(_, codes)| codes.iter().any(|code| answer.contains(code))).map(|(cause, _)| *cause)
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
                StoreErrorCause::Clock,
            ),
            (r#"OssError { code: "RequestTimeTooSkewed", message: "…" }"#, StoreErrorCause::Clock),
            (r#"CosError { code: "AccessDenied", message: "Request has expired" }"#, StoreErrorCause::Clock),
            (r#"S3Error { code: "SignatureDoesNotMatch", message: "…" }"#, StoreErrorCause::Signature),
            (r#"AzblobError { code: "AuthenticationFailed", message: "…" }"#, StoreErrorCause::Signature),
            (r#"ObsError { code: "InvalidAccessKeyId", message: "…" }"#, StoreErrorCause::Key),
            (r#"S3Error { code: "ExpiredToken" }"#, StoreErrorCause::Token),
            (r#"OssError { code: "SecurityTokenExpired" }"#, StoreErrorCause::Token),
            (
                r#"S3Error { code: "AuthorizationHeaderMalformed", message: "the region 'us-east-1' is wrong" }"#,
                StoreErrorCause::Region,
            ),
            (r#"S3Error { code: "PermanentRedirect" }"#, StoreErrorCause::Region),
            (
                r#"OssError { code: "AccessDenied", message: "The bucket you are attempting to access must be addressed using the specified endpoint." }"#,
                StoreErrorCause::Region,
            ),
            (r#"S3Error { code: "NoSuchBucket" }"#, StoreErrorCause::Bucket),
            (r#"AzblobError { code: "ContainerNotFound" }"#, StoreErrorCause::Bucket),
            (r#"OssError { code: "UserDisable" }"#, StoreErrorCause::Account),
            (r#"S3Error { code: "AccessDenied", message: "Access Denied" }"#, StoreErrorCause::Permission),
            ("li@x does not have storage.objects.create access", StoreErrorCause::Permission),
        ] {
            assert_eq!(StoreErrorCause::find_in_answer(answer), Some(cause), "{answer}");
        }

        assert_eq!(StoreErrorCause::find_in_answer("Unexpected (temporary): connection refused"), None);
    }
}
