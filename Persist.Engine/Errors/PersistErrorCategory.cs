namespace Persist.Engine.Errors;

/// <summary>What kind of trouble an error is; names follow PowerShell's <c>ErrorCategory</c>.</summary>
public enum PersistErrorCategory
{
    /// <summary>The caller passed something that cannot be used.</summary>
    InvalidArgument,

    /// <summary>The named thing does not exist.</summary>
    ObjectNotFound,

    /// <summary>The thing exists already, in a form that does not fit.</summary>
    ResourceExists,

    /// <summary>Somebody else holds the resource; trying again may help.</summary>
    ResourceBusy,

    /// <summary>The medium refused: no space, read-only, missing folder.</summary>
    ResourceUnavailable,

    /// <summary>The remote cannot be reached.</summary>
    ConnectionError,

    /// <summary>The time limit passed.</summary>
    OperationTimeout,

    /// <summary>The remote refused the login.</summary>
    AuthenticationError,

    /// <summary>The login is known and may not do this.</summary>
    PermissionDenied,

    /// <summary>Stored or received data is not what it must be.</summary>
    InvalidData,

    /// <summary>The request does not fit the state or the version of the store.</summary>
    InvalidOperation,

    /// <summary>The item is of another kind.</summary>
    InvalidType,

    /// <summary>A documented size limit is exceeded.</summary>
    LimitsExceeded,

    /// <summary>A merge written by the user failed.</summary>
    InvalidResult,
}
