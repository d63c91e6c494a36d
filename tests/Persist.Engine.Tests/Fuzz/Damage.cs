namespace Persist.Engine.Tests.Fuzz;

/// <summary>What happens to files on bad disks.</summary>
internal static class Damage
{
    /// <summary>A damaged copy.</summary>
    /// <param name="sound">The bytes as they were written.</param>
    /// <param name="random">Decides what happens, and where.</param>
    /// <param name="places">How many places were damaged.</param>
    public static byte[] Some(byte[] sound, Random random, out int places)
    {
        var bytes = sound.ToArray();
        places = 1;
        switch (random.Next(5))
        {
            case 0:
                places = random.Next(1, 9);
                for (var i = 0; i < places; i++)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                }

                break;
            case 1: // a sector of something else
                random.NextBytes(bytes.AsSpan(Sector(bytes, random), Math.Min(512, bytes.Length)));
                break;
            case 2: // a sector that was never written
                bytes.AsSpan(Sector(bytes, random), Math.Min(512, bytes.Length)).Clear();
                break;
            case 3: // a page where another belongs
                bytes.AsSpan(random.Next(bytes.Length / 4096) * 4096, 4096).CopyTo(bytes.AsSpan(random.Next(bytes.Length / 4096) * 4096));
                break;
            default:
                bytes = bytes[..random.Next(1, bytes.Length)];
                break;
        }

        return bytes;
    }

    private static int Sector(byte[] bytes, Random random) => random.Next(Math.Max(1, bytes.Length / 512)) * 512;
}
