using System.Security.Cryptography;

namespace Persist.Engine.Remotes;

/// <summary>Random names of stores at a remote.</summary>
internal static class RemoteIds
{
    /// <summary>128 random bits in hexadecimal. Made by the client, so that no volatile function runs in the database.</summary>
    public static string New() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16)).ToLowerInvariant();
}
